-- How people become linked and cease to be.

-- Which of the student's codes it is (1人目, 2人目, …), and that a newer paper has replaced it.
alter table invitation add column place int not null default 1 check (place >= 1);
alter table invitation add column revoked_at timestamptz;
alter table invitation add check (used_at is null or revoked_at is null);
create index invitation_unused on invitation (student_id) where used_at is null and revoked_at is null;

-- Consent to the purpose and terms, by version. Only ever appended: leaving withdraws it by a row of its own.
create table consent (
    id        bigint generated always as identity primary key,
    person_id bigint not null references person,
    version   int not null check (version >= 1),
    given     boolean not null,
    at        timestamptz not null
);
create index consent_of_person on consent (person_id, id);
create trigger consent_append_only before update or delete on consent for each row execute function refuse_change();
create trigger consent_no_truncate before truncate on consent for each statement execute function refuse_change();

-- Somebody in a chat asked for the page on which a code can be typed. The token stands in an address, so only a keyed hash is kept.
create table link_request (
    token_index      bytea primary key check (octet_length(token_index) = 16),
    conversation_key bytea not null check (octet_length(conversation_key) = 32),
    channel          text not null,
    account          text not null,
    address_sealed   bytea not null,
    created_at       timestamptz not null,
    expires_at       timestamptz not null
);
create index link_request_expiry on link_request (expires_at);

-- An ended link is cleared when nothing that leans on it waits to be sent any more.
alter table relation add column cleared_at timestamptz;
update relation set cleared_at = ended_at where ended_at is not null;
create index relation_to_clear on relation (id) where ended_at is not null and cleared_at is null;
