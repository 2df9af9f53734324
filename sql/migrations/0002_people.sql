-- People, what ties them to students and schools, and how they are reached.
-- Columns named *_sealed hold AES-256-GCM cells made by the application; *_index hold the first 16 bytes of an HMAC, for the few
-- values that must be found. Names are never indexed: they are found by opening the school's list in memory.

create table person (
    id             bigint generated always as identity primary key,
    public_id      text not null unique check (public_id ~ '^[0-9a-f]{32}$'),
    school_id      bigint not null references school,   -- whose data key seals the profile
    language       text not null,
    profile_sealed bytea not null,
    created_at     timestamptz not null
);

create table student (
    id             bigint generated always as identity primary key,
    public_id      text not null unique check (public_id ~ '^[0-9a-f]{32}$'),
    school_id      bigint not null references school,
    grade          int not null,
    class_label    text not null,
    profile_sealed bytea not null,
    created_at     timestamptz not null,
    ended_at       timestamptz                          -- left the school; null = enrolled
);
create index student_enrolled on student (school_id, id) where ended_at is null;

-- Why a person may act or be told. Rows are ended, never deleted: what was sent leans on them.
create table relation (
    id          bigint generated always as identity primary key,
    person_id   bigint not null references person,
    school_id   bigint not null references school,
    student_id  bigint references student,
    role        text not null check (role in ('guardian', 'student', 'homeroom_teacher', 'deputy_homeroom_teacher',
                                              'vice_principal', 'office', 'hall_staff')),
    grade       int,
    class_label text,
    shielded    boolean not null default false,
    rank        int not null default 0,
    created_at  timestamptz not null,
    ended_at    timestamptz,
    check ((role in ('guardian', 'student')) = (student_id is not null)),
    check ((role in ('homeroom_teacher', 'deputy_homeroom_teacher')) = (grade is not null)),
    check ((grade is null) = (class_label is null))
);
-- The same tie twice would tell the same person everything twice.
create unique index relation_one_live on relation
    (person_id, school_id, role, coalesce(student_id, 0), coalesce(grade, -1), coalesce(class_label, ''))
    where ended_at is null;
create index relation_of_student on relation (student_id, role, rank, id) where ended_at is null and student_id is not null;
create index relation_of_staff on relation (school_id, role, rank, id) where ended_at is null and student_id is null;

create table contact (
    id                            bigint generated always as identity primary key,
    person_id                     bigint not null references person,
    channel                       text not null,
    account                       text not null,
    address_index                 bytea not null check (octet_length(address_index) = 16),
    address_sealed                bytea not null,
    state                         text not null check (state in ('active', 'blocked', 'unusable')),
    rank                          int not null default 0,
    conversation_reference_sealed bytea,
    created_at                    timestamptz not null,
    state_at                      timestamptz not null,
    ended_at                      timestamptz
);
create unique index contact_one_live on contact (channel, account, address_index) where ended_at is null;
create index contact_of_person on contact (person_id, rank, id) where ended_at is null;

create table invitation (
    id         bigint generated always as identity primary key,
    code_index bytea not null unique,                   -- keyed: a code of 50 bits must not be guessable from a stolen dump
    student_id bigint not null references student,
    role       text not null check (role in ('guardian', 'student')),
    created_at timestamptz not null,
    expires_at timestamptz not null,
    used_at    timestamptz,
    used_by    bigint references person,
    check ((used_at is null) = (used_by is null))
);

-- Failed linking tries, for the throttle. The key is a blind index: who tried is nobody's business afterwards.
create table link_try (
    key_index bytea not null,
    at        timestamptz not null
);
create index link_try_of_key on link_try (key_index, at);

-- Who did what to which pseudonymous object. Only ever appended.
create table audit (
    id          bigint generated always as identity primary key,
    at          timestamptz not null,
    what        text not null,
    person_id   bigint,               -- null: the service itself
    object_kind text not null,
    object_id   bigint not null
);
create index audit_of_object on audit (object_kind, object_id, id);

create function refuse_change() returns trigger language plpgsql as $$
begin
    raise exception '% is append-only', tg_table_name using errcode = 'integrity_constraint_violation';
end $$;
create trigger audit_append_only before update or delete on audit for each row execute function refuse_change();
create trigger audit_no_truncate before truncate on audit for each statement execute function refuse_change();
