-- What is remembered of mail beside the inbox.

-- A signed mail may be handed over again by whoever has received it. Kept for as long as the date of a mail is believed.
create table letter_seen (
    message_index bytea primary key check (octet_length(message_index) = 16),
    inbox_id      bigint not null,
    seen_at       timestamptz not null
);
create index letter_seen_age on letter_seen (seen_at);

-- How often an address was answered: two programs must not write to each other for ever.
create table letter_answer (
    address_index bytea not null check (octet_length(address_index) = 16),
    at            timestamptz not null
);
create index letter_answer_of_address on letter_answer (address_index, at);
create index letter_answer_age on letter_answer (at);

-- An answer without proof of its sender waits for the registered address. The token stands in a link, so only a keyed hash is kept.
create table letter_held (
    token_index  bytea primary key check (octet_length(token_index) = 16),
    contact_id   bigint not null references contact,
    body_sealed  bytea not null,
    created_at   timestamptz not null,
    expires_at   timestamptz not null,
    confirmed_at timestamptz
);
create index letter_held_expiry on letter_held (expires_at);
