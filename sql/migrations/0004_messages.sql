-- What comes in and what goes out. Both tables are queues: their partial indexes hold pending rows only, updates find room on the
-- same page, and vacuum comes early, because a queue dies of its own dead rows.

create sequence lease_seq;   -- a lease is a number that is never given twice
create sequence inbox_id;    -- drawn in the order of arrival, before rows are sorted by key for the insert

create table inbox (
    id               bigint primary key,
    channel          text not null,
    account          text not null,                      -- whose secret verified the event
    event_key        text not null check (octet_length(event_key) between 1 and 200 and event_key !~ '[^!-~]'),
    conversation_key bytea not null check (octet_length(conversation_key) = 32),
    kind             text not null,
    received_at      timestamptz not null,               -- our door
    event_at         timestamptz,
    wants_answer     boolean not null default false,
    body_sealed      bytea,                              -- erased by retention; the row and its key stay longer
    state            smallint not null default 0 check (state between 0 and 5),
                     -- 0 pending 1 done 2 parked 3 stale 4 throttled 5 ignored
    attempts         int not null default 0 check (attempts >= 0),
    run_at           timestamptz not null,
    lease            bigint,
    lease_until      timestamptz,
    done_at          timestamptz,
    note             text,
    answer_sealed    bytea,                              -- for a waiting request
    unique (channel, account, event_key),
    check ((state = 0) = (done_at is null)),
    check (state in (0, 1) or note is not null),         -- whatever was not done says why
    check (state = 0 or lease_until is null),
    check (lease_until is null or lease is not null),
    check (state <> 0 or body_sealed is not null)
) with (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_threshold = 500,
        autovacuum_analyze_scale_factor = 0.02, autovacuum_vacuum_insert_scale_factor = 0.05);
create index inbox_pending on inbox (id) where state = 0;
create index inbox_conversation on inbox (conversation_key, id) where state = 0;
create index inbox_to_look_at on inbox (done_at) where state > 1;

-- Where a dialogue stands. Saved only over the version that was read.
create table conversation (
    conversation_key bytea primary key check (octet_length(conversation_key) = 32),
    channel          text not null,
    account          text not null,
    person_id        bigint references person,
    version          int not null default 0 check (version >= 0),
    state_sealed     bytea,                              -- null: nothing under way
    last_event_at    timestamptz,
    changed_at       timestamptz not null
) with (fillfactor = 70);
create index conversation_idle on conversation (changed_at);

-- What a button carries. One use per step: a second press finds the result of the first.
create table nonce (
    nonce            text primary key check (nonce ~ '^[0-9a-f]{32}$'),
    person_id        bigint references person,           -- null: a conversation that has no person yet
    conversation_key bytea,                              -- null: from any conversation of the person
    purpose          text not null,
    subject          bigint not null default 0,
    version          int not null default 0,
    issued_at        timestamptz not null,
    expires_at       timestamptz not null,
    used_at          timestamptz,
    used_code        text,
    result_sealed    bytea,
    check ((used_at is null) = (used_code is null)),
    check (used_at is not null or result_sealed is null)
) with (fillfactor = 80);
create index nonce_expiry on nonce (expires_at);

-- Nothing leaves without a row, and every row ends as sent, failed or suppressed, the last two with a reason.
create table outbox (
    id              bigint generated always as identity primary key,
    channel         text not null,
    account         text not null,
    contact_id      bigint references contact,           -- null: the answer to a stranger's conversation
    address_sealed  bytea,                               -- only for strangers; everybody else's is the contact's
    person_id       bigint references person,
    relation_id     bigint references relation,          -- why this person may get it; null: dialogue with the person itself
    school_id       bigint not null,                     -- whose key seals the body; 0: none
    student_id      bigint references student,
    case_id         bigint references esc_case,
    report_id       bigint references report,
    step            int not null default 0,
    class           smallint not null check (class between 0 and 4),  -- 0 escalation 1 dialogue 2 staff 3 arrival 4 bulk
    dedup           text not null unique check (dedup <> ''),
    idempotency_key uuid not null unique,                -- LINE retry key, part of a Message-ID; never changes
    updates         text,                                -- dedup of the row whose message this one replaces
    nonce           text,                                -- of the first message that has buttons
    why             text not null,
    body_sealed     bytea,                               -- messages and reply token; erased by retention
    reply_until     timestamptz,
    must_arrive     boolean not null default false,
    fold_key        text,                                -- held until it is released or folded into a list
    tell_fate_to    bigint references contact,
    created_at      timestamptz not null,
    ready_at        timestamptz not null,                -- from when it was meant to leave: the ladder counts from here
    run_at          timestamptz not null,
    give_up_at      timestamptz not null,
    state           smallint not null default 0 check (state between 0 and 3),  -- 0 pending 1 sent 2 failed 3 suppressed
    reason          text,
    attempts        int not null default 0 check (attempts >= 0),
    ambiguous       int not null default 0 check (ambiguous >= 0),
    lease           bigint,
    lease_until     timestamptz,
    finished_at     timestamptz,
    sent_at         timestamptz,
    provider_id     text,
    laddered_at     timestamptz,
    fate_told_at    timestamptz,
    check ((state = 0) = (finished_at is null)),
    check ((state = 1) = (sent_at is not null)),
    check (state in (0, 1) or reason is not null),
    check (lease_until is null or lease is not null),
    check (fold_key is null or lease is null),           -- a held row is nobody's
    check (contact_id is not null or address_sealed is not null),
    check (relation_id is null or person_id is not null),
    check (state <> 0 or body_sealed is not null)
) with (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_threshold = 500,
        autovacuum_analyze_scale_factor = 0.02, autovacuum_vacuum_insert_scale_factor = 0.05);
create index outbox_pending on outbox (channel, class, run_at, id) where state = 0 and fold_key is null;
create index outbox_of_contact on outbox (contact_id, id) where state = 0;
create index outbox_held on outbox (run_at, fold_key) where state = 0 and fold_key is not null;
create index outbox_ladder on outbox (id) where must_arrive and laddered_at is null and state in (0, 2);
create index outbox_fate on outbox (id) where tell_fate_to is not null and fate_told_at is null and state > 0;
create index outbox_of_case on outbox (case_id) where case_id is not null;
create index outbox_of_report on outbox (report_id) where report_id is not null;
create index outbox_of_relation on outbox (relation_id) where state = 0;
create index outbox_provider on outbox (channel, account, provider_id) where provider_id is not null;
create index outbox_dedup_prefix on outbox (dedup text_pattern_ops);

-- How a row is read by whoever works with it: the address it goes to, the language of its person, and the message it replaces.
-- Only what does not change while a row is worked on.
create view outbox_message as
select o.id, o.channel, o.account, o.contact_id, o.address_sealed as stranger_sealed, o.person_id, o.relation_id, o.school_id,
       o.student_id, o.case_id, o.report_id, o.step, o.class, o.dedup, o.idempotency_key, o.why, o.body_sealed, o.reply_until,
       o.must_arrive, o.fold_key, o.tell_fate_to, o.run_at, o.give_up_at,
       c.address_index, c.address_sealed, c.conversation_reference_sealed,
       p.school_id as person_school_id, p.language,
       (select u.provider_id from outbox u where u.dedup = o.updates and u.state = 1) as updates_provider_id
from outbox o
left join contact c on c.id = o.contact_id
left join person p on p.id = c.person_id;
