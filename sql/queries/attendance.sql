-- The day of every student.

-- name: ensure_attendance_day
-- Run the evening before and again at the cut-off: a failed night job must not hide a child.
insert into attendance_day (student_id, day, school_id, changed_at)
select s.id, $2::date, s.school_id, $3::timestamptz from student s
where s.school_id = $1::bigint and s.ended_at is null
order by s.id
on conflict (student_id, day) do nothing;

-- name: ensure_attendance_rows
-- A child may be scanned or reported before the day's rows were made.
insert into attendance_day (student_id, day, school_id, changed_at)
select s.id, $2::date, s.school_id, $3::timestamptz from student s
where s.id = any($1::bigint[]) and s.ended_at is null
order by s.id
on conflict (student_id, day) do nothing;

-- name: attendance_rows
select student_id, day, presence, report_id, first_in, last_out, due_at from attendance_day
where student_id = any($1::bigint[]) and day = $2::date
order by student_id;

-- name: attendance_between
select student_id, day, presence, report_id, first_in, last_out, due_at from attendance_day
where student_id = $1::bigint and day between $2::date and $3::date
order by day;

-- name: lock_attendance_rows
-- In the order of ids, as every statement that locks several: two batches of the same children cannot deadlock.
select student_id, day, presence, report_id, first_in, last_out, due_at from attendance_day
where student_id = any($1::bigint[]) and day = $2::date
order by student_id
for update;

-- name: attendance_of_school
select student_id, day, presence, report_id, first_in, last_out, due_at from attendance_day
where school_id = $1::bigint and day = $2::date
order by student_id;

-- name: apply_moves
-- The row lock and `presence = from` are the judge: a move that finds another state does nothing. At most one move per student
-- and day in one call. Returns the positions (from 0) of the moves that applied.
with wanted as (
    select * from unnest($1::bigint[], $2::date[], $3::text[], $4::text[], $5::text[], $6::bigint[], $7::timestamptz[])
        with ordinality as w(student_id, day, from_presence, to_presence, cause, report_id, due_at, place)),
locked as (
    select w.* from attendance_day d join wanted w on w.student_id = d.student_id and w.day = d.day
    where d.presence = w.from_presence
    order by d.student_id, d.day
    for update of d),
moved as (
    update attendance_day d
    set presence = l.to_presence, due_at = l.due_at, report_id = coalesce(l.report_id, d.report_id), changed_at = $8::timestamptz
    from locked l
    where d.student_id = l.student_id and d.day = l.day and d.presence = l.from_presence
    returning l.place, l.student_id, l.day, l.from_presence, l.to_presence, l.cause, l.report_id),
told as (
    insert into attendance_event (student_id, day, from_presence, to_presence, cause, report_id, at)
    select student_id, day, from_presence, to_presence, cause, report_id, $8::timestamptz from moved order by place)
select place - 1 from moved order by place;

-- name: note_scan_times
-- One element per student and day: the earliest inward and the latest outward time of the batch.
with seen as (
    select * from unnest($1::bigint[], $2::date[], $3::timestamptz[], $4::timestamptz[]) as s(student_id, day, first_in, last_out)),
locked as (
    select s.* from attendance_day d join seen s on s.student_id = d.student_id and s.day = d.day
    order by d.student_id, d.day
    for update of d)
update attendance_day d
set first_in = least(d.first_in, l.first_in), last_out = greatest(d.last_out, l.last_out)
from locked l
where d.student_id = l.student_id and d.day = l.day;

-- name: overdue_late
-- Locked, so that two processes do not look for the same child at once.
select student_id, day, presence, report_id, first_in, last_out, due_at from attendance_day
where presence = 'late' and due_at <= $1::timestamptz
order by due_at, student_id
limit $2::int
for update skip locked;
