-- Reports, their notes, and what came in too late to be one.

-- name: next_receipt_number
-- The row lock is the queue: numbers have no gaps except where a transaction was rolled back after a later one had been shown.
insert into receipt_counter (school_id, school_year, last_number) values ($1::bigint, $2::int, 1)
on conflict (school_id, school_year) do update set last_number = receipt_counter.last_number + 1
returning last_number;

-- name: insert_report
-- No row: another current report of this student, day and kind, or another change of the same version, was first. Who is or ever was
-- shielded reports beside the others.
insert into report (public_id, school_id, student_id, first_day, last_day, kind, version, supersedes, is_current, receipt_number,
                    received_at, reporter_id, about_id, source_inbox_id, body_sealed, created_at, beside_id)
values ($1::text, $2::bigint, $3::bigint, $4::date, $5::date, $6::text, $7::int, $8::bigint, $9::boolean, $10::int,
        $11::timestamptz, $12::bigint, $13::bigint, $14::bigint, $15::bytea, $16::timestamptz,
        (select $12::bigint where exists (
            select 1 from relation l where l.student_id = $3::bigint and l.person_id = $12::bigint and l.shielded)))
on conflict do nothing
returning id;

-- name: retire_report
-- Only while nobody at the school has confirmed it.
update report set is_current = false,
       state = case when $2::boolean then 'withdrawn' else state end,
       withdrawn_at = case when $2::boolean then $3::timestamptz end
where id = $1::bigint and is_current and state = 'submitted'
returning 1;

-- name: acknowledge_report
update report set state = 'acknowledged', acknowledged_by = $2::bigint, acknowledged_at = $3::timestamptz
where id = $1::bigint and is_current and state = 'submitted'
returning 1;

-- name: find_report
select id, public_id, school_id, student_id, first_day, last_day, kind, version, supersedes, is_current, state, receipt_number,
       received_at, reporter_id, acknowledged_by, acknowledged_at, about_id, body_sealed
from report where id = $1::bigint;

-- name: lock_report
select id, public_id, school_id, student_id, first_day, last_day, kind, version, supersedes, is_current, state, receipt_number,
       received_at, reporter_id, acknowledged_by, acknowledged_at, about_id, body_sealed
from report where id = $1::bigint for update;

-- name: find_report_by_public_id
select id, public_id, school_id, student_id, first_day, last_day, kind, version, supersedes, is_current, state, receipt_number,
       received_at, reporter_id, acknowledged_by, acknowledged_at, about_id, body_sealed
from report where public_id = $1::text;

-- name: current_reports_between
select id, public_id, school_id, student_id, first_day, last_day, kind, version, supersedes, is_current, state, receipt_number,
       received_at, reporter_id, acknowledged_by, acknowledged_at, about_id, body_sealed
from report where student_id = $1::bigint and is_current and first_day <= $3::date and last_day >= $2::date
order by received_at, id;

-- name: reports_told_between
-- What a day tells afterwards: the current ones, and those the family took back.
select id, public_id, school_id, student_id, first_day, last_day, kind, version, supersedes, is_current, state, receipt_number,
       received_at, reporter_id, acknowledged_by, acknowledged_at, about_id, body_sealed
from report where student_id = $1::bigint and (is_current or state = 'withdrawn') and first_day <= $3::date and last_day >= $2::date
order by received_at, id;

-- name: current_reports_by_reporter
select id, public_id, school_id, student_id, first_day, last_day, kind, version, supersedes, is_current, state, receipt_number,
       received_at, reporter_id, acknowledged_by, acknowledged_at, about_id, body_sealed
from report where reporter_id = $1::bigint and is_current and last_day >= $2::date
order by received_at, id;

-- name: unacknowledged_reports
-- Locked, so that two processes do not pass the same one on; what somebody is just confirming is left to the next look.
select id, public_id, school_id, student_id, first_day, last_day, kind, version, supersedes, is_current, state, receipt_number,
       received_at, reporter_id, acknowledged_by, acknowledged_at, about_id, body_sealed
from report where school_id = $1::bigint and is_current and state = 'submitted' and forwarded_at is null
  and received_at < $2::timestamptz
order by received_at, id
for update skip locked;

-- name: mark_report_forwarded
-- Only while it still waits: a confirmed report does not change.
update report set forwarded_at = $2::timestamptz
where id = $1::bigint and state = 'submitted' and forwarded_at is null;

-- name: report_note_key
-- The school whose key seals a note, and the note's identity, which is part of the seal.
select r.school_id, nextval(pg_get_serial_sequence('report_note', 'id')) from report r where r.id = $1::bigint;

-- name: add_report_note
insert into report_note (id, report_id, author_id, from_staff, text_sealed, at)
values ($1::bigint, $2::bigint, $3::bigint, $4::boolean, $5::bytea, $6::timestamptz);

-- name: report_notes
select n.id, n.author_id, n.from_staff, n.text_sealed, n.at, r.school_id
from report_note n join report r on r.id = n.report_id
where n.report_id = $1::bigint
order by n.id;

-- name: late_input_key
select nextval(pg_get_serial_sequence('late_input', 'id'));

-- name: add_late_input
insert into late_input (id, task_id, school_id, student_id, day, person_id, received_at, draft_sealed)
values ($1::bigint, $2::bigint, $3::bigint, $4::bigint, $5::date, $6::bigint, $7::timestamptz, $8::bytea);

-- name: late_inputs
-- What staff have ticked off is no longer on the list.
select i.id, i.task_id, i.student_id, i.person_id, i.received_at, i.draft_sealed
from late_input i join staff_task t on t.id = i.task_id
where i.school_id = $1::bigint and i.day = $2::date and t.done_at is null
order by i.received_at, i.id;
