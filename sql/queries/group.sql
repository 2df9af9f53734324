-- Group chats of staff.

-- name: add_group_code
insert into group_code (code_index, school_id, created_at, expires_at)
values ($1::bytea, $2::bigint, $3::timestamptz, $4::timestamptz);

-- name: use_group_code
-- One use, and none after its end.
update group_code set used_at = $2::timestamptz
where code_index = $1::bytea and used_at is null and expires_at > $2::timestamptz
returning school_id;

-- name: find_group
select id, school_id, channel, account, address_index, address_sealed from staff_group
where channel = $1::text and account = $2::text and address_index = $3::bytea and ended_at is null;

-- name: add_group
insert into staff_group (school_id, channel, account, address_index, address_sealed, bound_at)
values ($1::bigint, $2::text, $3::text, $4::bytea, $5::bytea, $6::timestamptz)
returning id;

-- name: end_group
update staff_group set ended_at = $2::timestamptz where id = $1::bigint and ended_at is null
returning 1;

-- name: groups_of_school
select id, school_id, channel, account, address_index, address_sealed from staff_group
where school_id = $1::bigint and ended_at is null
order by id;

-- name: note_group_act
insert into group_act (group_id, message_id, what, person_id, report_id, case_id, at)
values ($1::bigint, $2::text, $3::text, $4::bigint, $5::bigint, $6::bigint, $7::timestamptz);

-- name: group_acts
select what, person_id, report_id, case_id, at from group_act
where group_id = $1::bigint and message_id = $2::text
order by id;
