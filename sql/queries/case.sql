-- Cut-offs, the search for a child, its steps and answers.

-- name: begin_cut_off
-- The primary key lets one transaction through; the others wait for its commit and then find the run done. A run that was begun
-- and never finished may be begun again: opening cases twice is harmless, leaving a child out is not.
insert into cutoff_run (school_id, day, kind, due_at, begun_at)
select $1::bigint, $2::date, $3::text, $4::timestamptz, $5::timestamptz where $4::timestamptz <= $5::timestamptz
on conflict (school_id, day, kind) do update set begun_at = excluded.begun_at where cutoff_run.done_at is null
returning 1;

-- name: finish_cut_off
update cutoff_run set done_at = $6::timestamptz, opened = $4::int, hold = $5::text
where school_id = $1::bigint and day = $2::date and kind = $3::text and done_at is null
returning 1;

-- name: open_cases
-- One case per student, day and kind. Returns positions (from 1) and ids of the new ones.
with wanted as (
    select * from unnest($1::text[], $2::bigint[], $3::bigint[], $4::date[], $5::text[], $6::jsonb[], $7::int[], $8::text[],
                         $9::timestamptz[], $10::text[], $11::timestamptz[], $12::timestamptz[], $13::boolean[])
        with ordinality as w(public_id, school_id, student_id, day, kind, policy, step, state, due_at, hold, released_at, opened_at,
                             urgent, place)),
made as (
    insert into esc_case (public_id, school_id, student_id, day, kind, policy, step, state, due_at, hold, released_at, opened_at,
                          urgent)
    select public_id, school_id, student_id, day, kind, policy, step, state, due_at, hold, released_at, opened_at, urgent
    from wanted order by student_id, day, kind, place
    on conflict do nothing
    returning id, public_id)
select w.place, m.id from made m join wanted w on w.public_id = m.public_id order by w.place;

-- name: find_case
select id, public_id, school_id, student_id, day, kind, policy::text, step, state, due_at, hold, released_at, opened_at, urgent
from esc_case where id = $1::bigint;

-- name: lock_case
select id, public_id, school_id, student_id, day, kind, policy::text, step, state, due_at, hold, released_at, opened_at, urgent
from esc_case where id = $1::bigint for update;

-- name: find_case_for
-- Several kinds of one day: the one still running, else the newest.
select id, public_id, school_id, student_id, day, kind, policy::text, step, state, due_at, hold, released_at, opened_at, urgent
from esc_case where student_id = $1::bigint and day = $2::date
order by state = 'resolved', id desc limit 1;

-- name: lock_case_for
select id, public_id, school_id, student_id, day, kind, policy::text, step, state, due_at, hold, released_at, opened_at, urgent
from esc_case where student_id = $1::bigint and day = $2::date
order by state = 'resolved', id desc limit 1
for update;

-- name: cases_of_day
select id, public_id, school_id, student_id, day, kind, policy::text, step, state, due_at, hold, released_at, opened_at, urgent,
       coalesce(resolution, ''), resolved_at
from esc_case where student_id = $1::bigint and day = $2::date
order by opened_at, id;

-- name: cases_not_ended
select id, public_id, school_id, student_id, day, kind, policy::text, step, state, due_at, hold, released_at, opened_at, urgent
from esc_case where school_id = $1::bigint and day = $2::date and state <> 'resolved'
order by id
for update;

-- name: due_cases
select id, public_id, school_id, student_id, day, kind, policy::text, step, state, due_at, hold, released_at, opened_at, urgent
from esc_case where state <> 'resolved' and due_at <= $1::timestamptz
order by due_at, id limit $2::int
for update skip locked;

-- name: fire_case
-- The step that fires is always the one after the last ($2, counted from 1), and each is recorded once. A resolved case fires nothing.
with mv as (
    update esc_case set step = step + 1, state = $3::text, due_at = coalesce($4::timestamptz, due_at)
    where id = $1::bigint and step = $2::int - 1 and state <> 'resolved'
    returning id, step)
insert into esc_fire (case_id, step, fired_at, late_by) select id, step, $5::timestamptz, $6::interval from mv
returning 1;

-- name: reschedule_case
-- Urgent stays urgent: a later answer does not take it back.
update esc_case set due_at = coalesce($2::timestamptz, due_at), urgent = urgent or $3::boolean
where id = $1::bigint and state <> 'resolved'
returning 1;

-- name: hold_case
update esc_case set hold = $2::text, released_at = $3::timestamptz, due_at = $4::timestamptz
where id = $1::bigint and state <> 'resolved'
returning 1;

-- name: resolve_case
update esc_case set state = 'resolved', due_at = null, resolution = $2::text, resolved_by = $3::bigint, resolved_at = $4::timestamptz
where id = $1::bigint and state <> 'resolved'
returning 1;

-- name: silence_case
-- What has not left yet says nothing true any more. A message already claimed may still arrive: its person counts as alarmed.
-- A statement of its own after resolve_case: in one statement it would not see the messages of a step that fired while the
-- row lock was awaited. Whoever holds its lease may have handed it over already, and may not live to say so: an ambiguous attempt,
-- unless it is settled after all.
update outbox set state = 3, reason = 'resolved', finished_at = $2::timestamptz,
       ambiguous = ambiguous + case when lease_until is not null then 1 else 0 end
where case_id = $1::bigint and state = 0;

-- name: alarmed_contacts
-- Claimed counts: what has been handed to a sender may have arrived.
select distinct contact_id from outbox
where case_id = $1::bigint and contact_id is not null and (attempts > 0 or state = 1)
order by contact_id;

-- name: add_case_answer
insert into case_answer (case_id, person_id, role, code, at)
values ($1::bigint, $2::bigint, $3::text, $4::text, $5::timestamptz);

-- name: case_answers
select case_id, person_id, role, code, at from case_answer where case_id = $1::bigint order by id;

-- name: pending_inbox_before
-- Events of shared accounts belong to no school before they are read: they count for every one.
select count(*) from inbox where state = 0 and received_at < $1::timestamptz;

-- name: case_note_key
-- The school whose key seals a note, and the note's identity, which is part of the seal.
select c.school_id, nextval(pg_get_serial_sequence('case_note', 'id')) from esc_case c where c.id = $1::bigint;

-- name: add_case_note
insert into case_note (id, case_id, author_id, text_sealed, at)
values ($1::bigint, $2::bigint, $3::bigint, $4::bytea, $5::timestamptz);

-- name: case_notes
select n.id, n.author_id, n.text_sealed, n.at, c.school_id
from case_note n join esc_case c on c.id = n.case_id
where n.case_id = $1::bigint
order by n.id;
