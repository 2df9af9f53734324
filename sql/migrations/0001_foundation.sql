-- What everything else stands on: schools, the wrapped keys of sealed columns, and simulated time for trials.

create table school (
    id         bigint generated always as identity primary key,
    code       text not null unique check (code ~ '^[a-z0-9][a-z0-9-]{0,62}$'),
    created_at timestamptz not null
);

-- Data keys, wrapped by a master key that is never in the database. School 0 is the city: what belongs to no school. No foreign key,
-- because the key of a departed school is destroyed on its own, before its rows.
create table data_key (
    school_id  bigint not null check (school_id >= 0),
    key_id     int not null check (key_id between 1 and 65535),
    wrapped    bytea not null,
    created_at timestamptz not null,
    primary key (school_id, key_id)
);

-- At most one row. While it is there every process of a trial lives in simulated time:
-- base_simulated + (real - base_real) * speed. Empty in production.
create table simulated_clock (
    single         boolean primary key default true check (single),
    base_real      timestamptz not null,
    base_simulated timestamptz not null,
    speed          double precision not null check (speed >= 0 and speed <= 3600)
);
