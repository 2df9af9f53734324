-- Schools, keys, time, schema.

-- name: find_school
select id from school where code = $1::text;

-- name: add_school
insert into school (code, created_at) values ($1::text, $2::timestamptz) on conflict (code) do nothing;

-- name: data_keys_of_school
select key_id, wrapped from data_key where school_id = $1::bigint order by key_id;

-- name: add_data_key
-- Two processes may make the first key at once: one of them wins, both read it afterwards.
insert into data_key (school_id, key_id, wrapped, created_at)
values ($1::bigint, $2::int, $3::bytea, $4::timestamptz)
on conflict do nothing;

-- name: read_simulated_clock
select base_real, base_simulated, speed from simulated_clock;

-- name: set_simulated_clock
insert into simulated_clock (base_real, base_simulated, speed)
values ($1::timestamptz, $2::timestamptz, $3::double precision)
on conflict (single) do update
set base_real = excluded.base_real, base_simulated = excluded.base_simulated, speed = excluded.speed;

-- name: applied_migrations
select name, checksum from schema_migration order by name;

-- name: note_migration
insert into schema_migration (name, checksum, applied_at) values ($1::text, $2::text, $3::timestamptz);
