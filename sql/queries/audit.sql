-- name: write_audit
insert into audit (at, what, person_id, object_kind, object_id)
values ($1::timestamptz, $2::text, $3::bigint, $4::text, $5::bigint);
