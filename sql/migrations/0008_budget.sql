-- Messages that cost, and messages that wait for a free way.

-- 1: rides on the next answer to the contact, or leaves by itself at run_at; 2: rides, or ends unsent at run_at.
alter table outbox add column rides smallint not null default 0 check (rides between 0 and 2);
alter table outbox add column cost smallint not null default 0 check (cost >= 0);   -- messages of the quota it took
-- A held row is nobody's, unless an answer takes it along.
alter table outbox drop constraint outbox_check4;
alter table outbox add constraint outbox_held_is_free check (fold_key is null or lease is null or rides > 0);
create index outbox_riders on outbox (contact_id, id) where state = 0 and rides > 0;
create index outbox_costs on outbox (channel, account, sent_at) where cost > 0;

-- What the platform says of an account's quota in one period, and what follows.
create table send_budget (
    channel         text not null,
    account         text not null,
    begins          timestamptz not null,
    ends            timestamptz not null,
    quota           bigint check (quota >= 0),           -- null: unlimited
    used            bigint not null default 0 check (used >= 0),
    sent_since      bigint not null default 0,           -- by us, since the reading
    reserve_percent int not null default 25 check (reserve_percent between 0 and 100),
    routine_per_day bigint not null default 0,
    read_at         timestamptz not null,
    refused_at      timestamptz,                         -- the platform said that nothing is left
    spending        text not null default 'free' check (spending in ('free', 'saving', 'reserve', 'gone')),
    ends_on         date,
    judged_at       timestamptz,
    primary key (channel, account, begins),
    check (begins < ends)
);

-- One process asks at a time.
create table budget_reading (
    channel  text not null,
    account  text not null,
    again_at timestamptz not null,
    primary key (channel, account)
);

create or replace view outbox_message as
select o.id, o.channel, o.account, o.contact_id, o.address_sealed as stranger_sealed, o.person_id, o.relation_id, o.school_id,
       o.student_id, o.case_id, o.report_id, o.step, o.class, o.dedup, o.idempotency_key, o.why, o.body_sealed, o.reply_until,
       o.must_arrive, o.fold_key, o.tell_fate_to, o.run_at, o.give_up_at,
       c.address_index, c.address_sealed, c.conversation_reference_sealed,
       p.school_id as person_school_id, p.language,
       (select u.provider_id from outbox u where u.dedup = o.updates and u.state = 1) as updates_provider_id,
       o.rides
from outbox o
left join contact c on c.id = o.contact_id
left join person p on p.id = c.person_id;
