-- What staff have to do.

-- name: add_task
-- The same open task is not doubled; its id comes back either way, and it keeps its first reason and time.
insert into staff_task (school_id, kind, student_id, person_id, case_id, reason, since)
values ($1::bigint, $2::text, $3::bigint, $4::bigint, $5::bigint, $6::text, $7::timestamptz)
on conflict (school_id, kind, coalesce(student_id, 0), coalesce(person_id, 0), coalesce(case_id, 0)) where done_at is null
do update set since = staff_task.since
returning id;

-- name: open_tasks
select id, school_id, kind, student_id, person_id, case_id, reason, since, done_at from staff_task
where school_id = $1::bigint and done_at is null
order by since, id;

-- name: finish_task
update staff_task set done_at = $3::timestamptz, done_by = $2::bigint
where id = $1::bigint and done_at is null
returning 1;
