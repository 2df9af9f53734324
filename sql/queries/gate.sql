-- Gates and the tags they read.

-- name: find_gate
select id, school_id, code, secret_sealed, last_seen_at, revoked_at from gate where code = $1::text;

-- name: lock_gate
-- One batch of a gate at a time: its sequence is judged as a whole.
select id, school_id, code, secret_sealed, last_seen_at, revoked_at from gate where code = $1::text for update;

-- name: gates_of_school
select id, school_id, code, secret_sealed, last_seen_at, revoked_at from gate where school_id = $1::bigint order by code;

-- name: add_gate
insert into gate (school_id, code, secret_sealed, created_at, last_seen_at, revoked_at)
values ($1::bigint, $2::text, $3::bytea, $4::timestamptz, $5::timestamptz, case when $6::boolean then $4::timestamptz end)
on conflict (code) do nothing
returning id;

-- name: gate_seen
update gate set last_seen_at = greatest(last_seen_at, $2::timestamptz) where id = $1::bigint;

-- name: add_credential
insert into credential (school_id, token_index, student_id, created_at)
select s.school_id, $2::bytea, s.id, $3::timestamptz from student s where s.id = $1::bigint
on conflict (school_id, token_index) do nothing
returning 1;
