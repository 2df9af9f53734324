-- The outbox: written with the effect that causes a message, claimed by the senders of a channel, settled once.

-- name: outbox_add
-- A known dedup is skipped: whatever caused the message happened before. Sorted, so that two writers of the same messages do not
-- wait for each other in a circle. Channel and account are the contact's where there is one.
with wanted as (
    select w.*, c.channel as contact_channel, c.account as contact_account
    from unnest($1::text[], $2::uuid[], $3::bigint[], $4::bigint[], $5::bigint[], $6::bigint[], $7::bigint[], $8::bigint[],
                $9::bigint[], $10::int[], $11::int[], $12::text[], $13::text[], $14::bytea[], $15::text[], $16::text[],
                $17::text[], $18::bytea[], $19::timestamptz[], $20::boolean[], $21::text[], $22::bigint[], $23::timestamptz[],
                $24::timestamptz[], $26::int[])
        as w(dedup, idempotency_key, contact_id, person_id, relation_id, school_id, student_id, case_id,
             report_id, step, class, channel, account, address_sealed, updates, nonce,
             why, body_sealed, reply_until, must_arrive, fold_key, tell_fate_to, run_at,
             give_up_at, rides)
    left join contact c on c.id = w.contact_id)
insert into outbox (dedup, idempotency_key, contact_id, person_id, relation_id, school_id, student_id, case_id, report_id, step,
                    class, channel, account, address_sealed, updates, nonce, why, body_sealed, reply_until, must_arrive, fold_key,
                    tell_fate_to, created_at, ready_at, run_at, give_up_at, rides)
select dedup, idempotency_key, contact_id, person_id, relation_id, school_id, student_id, case_id, report_id, step, class,
       coalesce(contact_channel, channel), coalesce(contact_account, account), address_sealed, updates, nonce, why, body_sealed,
       reply_until, must_arrive, fold_key, tell_fate_to, $25::timestamptz, run_at, run_at, give_up_at, rides
from wanted
order by dedup
on conflict (dedup) do nothing
returning id, dedup;

-- name: outbox_claim
-- $1 channel, $2 now, $3 end of the lease, $4 limit, $5 accounts that rest. The check of the relation is part of the claim and holds
-- the relation until the claim commits: after somebody's relation has ended no claim can succeed. A relation that somebody is just
-- changing is not waited for, because an alarm to others stands behind it: its message is looked at again the next time. What must not or
-- cannot go any more ends here, with a reason; what would cost where nothing is left for it fails at once, so that the next address is
-- tried now. An alarm does so only where the platform itself has refused: our own count may be wrong. A dialogue
-- message waits for an earlier one to the same contact through its first tries, so that answers keep their order; an update waits for
-- the message it replaces. An answer whose reply token is fresh takes up to four waiting messages to the same contact along, under the
-- same lease. A lease that ran out belonged to somebody who died or fell behind, and may have sent the message before: that counts as
-- an ambiguous attempt.
with head as materialized (
    select o.id, o.relation_id, o.contact_id, o.account, o.give_up_at, o.class, o.rides, o.reply_until,
           null::bigint as carrier
    from outbox o
    where o.state = 0 and o.fold_key is null and o.channel = $1::text and o.run_at <= $2::timestamptz
      and o.account <> all($5::text[])
      and (o.lease_until is null or o.lease_until <= $2::timestamptz)
      and not (o.class = 1 and exists (
          select 1 from outbox p
          where p.contact_id = o.contact_id and p.state = 0 and p.class = 1 and p.fold_key is null and p.id < o.id
            and p.attempts < 3 and p.ready_at <= o.ready_at))
      and not exists (select 1 from outbox u where u.dedup = o.updates and u.state = 0 and u.id <> o.id)
    order by o.class, o.run_at, o.id limit $4::int for update of o skip locked),
carrier as materialized (
    select distinct on (contact_id) id, contact_id from head
    where contact_id is not null and reply_until > $2::timestamptz order by contact_id, id),
rider as materialized (
    select w.*, k.id as carrier from carrier k cross join lateral (
        select o.id, o.relation_id, o.contact_id, o.account, o.give_up_at, o.class, o.rides, o.reply_until from outbox o
        where o.contact_id = k.contact_id and o.state = 0 and o.rides > 0 and o.ready_at > $2::timestamptz and o.attempts < 3
          and (o.lease_until is null or o.lease_until <= $2::timestamptz)
        order by o.id limit 4 for update of o skip locked) w),
taken as materialized (select * from head union all select * from rider),
reach as materialized (
    select c.id, c.ended_at, c.state from contact c where c.id = any(array(select contact_id from taken))),
known as materialized (
    select r.id from relation r where r.id = any(array(select relation_id from taken)) and r.ended_at is null),
live as materialized (
    select r.id from relation r
    where r.id = any(array(select relation_id from taken)) and r.ended_at is null
    order by r.id for share of r skip locked),
verdict as materialized (
    select h.id, h.carrier, h.relation_id is not null and l.id is null and k.id is not null as waits, case
        when h.relation_id is not null and l.id is null then 'not linked'
        when h.carrier is null and h.rides = 2 then 'no answer to go with'
        when h.give_up_at <= $2::timestamptz then 'expired'
        when c.ended_at is not null then 'address_ended'
        when c.state <> 'active' then 'address_' || c.state
        when h.carrier is null and (h.reply_until is null or h.reply_until <= $2::timestamptz) and exists (
            select 1 from send_budget b where b.channel = $1::text and b.account = h.account
              and (b.refused_at is not null or (b.spending = 'gone' and h.class > 0) or (b.spending = 'reserve' and h.class >= 3))
              and b.begins <= $2::timestamptz and b.ends > $2::timestamptz) then 'quota' end as stop
    from taken h
    left join known k on k.id = h.relation_id
    left join live l on l.id = h.relation_id
    left join reach c on c.id = h.contact_id),
token as materialized (select nextval('lease_seq') as lease),
claimed as (
    update outbox o set
        state = case when v.stop is null then 0 when v.stop in ('not linked', 'no answer to go with') then 3 else 2 end,
        reason = coalesce(v.stop, o.reason),
        finished_at = case when v.stop is not null then $2::timestamptz end,
        attempts = o.attempts + case when v.stop is null then 1 else 0 end,
        ambiguous = o.ambiguous + case when o.lease_until is not null then 1 else 0 end,
        lease = t.lease,
        lease_until = case when v.stop is null then $3::timestamptz end
    from verdict v, token t
    where o.id = any(array(select id from taken)) and v.id = o.id and not v.waits
    returning o.id, o.state, o.lease, o.attempts, o.ambiguous, v.carrier)
select c.lease, c.attempts, c.ambiguous, coalesce(c.carrier, 0) as carrier, m.* from claimed c join outbox_message m on m.id = c.id
where c.state = 0
order by m.class, m.run_at, m.id;

-- name: outbox_settle
-- Only the owner of the lease settles. A message that was called back while it was on its way and was taken all the same counts as
-- sent, because that is what happened. Settling twice is settling once. $3: 0 sent, 1 again, 2 failed.
update outbox o set
    state = case s.settlement when 0 then 1 when 2 then 2 else 0 end,
    reason = case when s.settlement = 0 then null else coalesce(s.reason, o.reason) end,
    run_at = coalesce(s.run_at, o.run_at),
    attempts = greatest(o.attempts - case when s.counts then 0 else 1 end, 0),
    ambiguous = o.ambiguous + case when s.unsure then 1 else 0 end - case when o.state = 3 then 1 else 0 end,
    lease_until = null,
    finished_at = case when s.settlement <> 1 then $9::timestamptz end,
    sent_at = case when s.settlement = 0 then $9::timestamptz end,
    provider_id = coalesce(s.provider_id, o.provider_id),
    cost = o.cost + s.cost
from unnest($1::bigint[], $2::bigint[], $3::int[], $4::timestamptz[], $5::text[], $6::boolean[], $7::boolean[], $8::text[], $10::int[])
    as s(id, lease, settlement, run_at, reason, counts, unsure, provider_id, cost)
where o.id = s.id and o.lease = s.lease and o.lease_until is not null and (o.state = 0 or (o.state = 3 and s.settlement = 0))
returning o.id, o.contact_id, o.channel, o.account;

-- name: outbox_give_back
update outbox o set lease_until = null, attempts = greatest(o.attempts - 1, 0)
from unnest($1::bigint[], $2::bigint[]) as s(id, lease)
where o.id = s.id and o.state = 0 and o.lease = s.lease and o.lease_until is not null;

-- name: outbox_find_sent
select id, person_id, report_id, case_id, coalesce(nonce, '') as nonce from outbox
where channel = $1::text and account = $2::text and provider_id = $3::text and person_id = $4::bigint and state = 1
order by id desc limit 1;

-- name: outbox_notices_to
-- A notice leans on a relation; an answer to the person themselves does not.
select m.*, o.sent_at from outbox o
join relation r on r.id = o.relation_id and r.ended_at is null
join outbox_message m on m.id = o.id
where o.contact_id = any(array(select id from contact where person_id = $1::bigint)) and o.state = 1
  and o.person_id = $1::bigint and o.updates is null and o.sent_at >= $2::timestamptz
order by o.sent_at desc, o.id desc limit $3::int;

-- name: outbox_last_to
select m.*, o.sent_at from outbox o join outbox_message m on m.id = o.id
where o.contact_id = $1::bigint and o.state = 1
order by o.id desc limit $2::int;

-- name: outbox_past
select m.*, o.sent_at from outbox o join outbox_message m on m.id = o.id
where o.channel = $1::text and o.account = $2::text and o.provider_id = $3::text and o.state = 1
order by o.id desc limit 1;

-- name: outbox_find_sent_as
-- The same where the message went to many: what it was says its key.
select id, coalesce(person_id, 0) as person_id, report_id, case_id, coalesce(nonce, '') as nonce from outbox
where channel = $1::text and account = $2::text and provider_id = $3::text and starts_with(dedup, $4::text) and state = 1
order by id desc limit 1;

-- name: outbox_cards_of_report
select id, dedup, contact_id, person_id, relation_id, channel, state = 1 as sent from outbox
where report_id = $1::bigint and contact_id is not null and state in (0, 1) and updates is null
order by id;

-- name: outbox_cards_of_case
select id, dedup, contact_id, person_id, relation_id, channel, state = 1 as sent from outbox
where case_id = $1::bigint and contact_id is not null and state in (0, 1) and updates is null
order by id;

-- name: outbox_suppress
-- What is under a lease may have been handed over by somebody who does not live to say so: an ambiguous attempt, unless it is settled
-- after all.
update outbox set state = 3, reason = $4::text, finished_at = $5::timestamptz,
       ambiguous = ambiguous + case when lease_until is not null then 1 else 0 end
where state = 0 and ($1::bigint is null or report_id = $1::bigint) and ($2::bigint is null or case_id = $2::bigint)
  and starts_with(dedup, $3::text);

-- name: outbox_suppress_waiting
update outbox set state = 3, reason = $2::text, finished_at = $3::timestamptz
where state = 0 and rides = 2 and lease_until is null and starts_with(dedup, $1::text);

-- name: outbox_stranded
-- What must arrive and was refused, or has not been accepted in the time its class allows ($2, $3). $1 now, $4 limit.
with late as materialized (
    select o.id from outbox o
    left join unnest($2::int[], $3::interval[]) as w(class, patience) on w.class = o.class
    where o.must_arrive and o.laddered_at is null
      and (o.state = 2 or (o.state = 0 and o.fold_key is null and o.ready_at + w.patience <= $1::timestamptz))
    order by o.id limit $4::int for update of o skip locked)
select o.state = 2 as failed, coalesce(o.reason, '') as reason, m.*
from late l join outbox o on o.id = l.id join outbox_message m on m.id = l.id
order by m.class, m.id;

-- name: outbox_mark_laddered
update outbox set laddered_at = $2::timestamptz where id = $1::bigint and laddered_at is null;

-- name: outbox_any_sent
select exists (select 1 from outbox where state = 1 and starts_with(dedup, $1::text)) as sent;

-- name: outbox_held
-- Whole groups of which one row's time has come; $2 groups at most.
with ripe as materialized (
    select fold_key from outbox where state = 0 and fold_key is not null and run_at <= $1::timestamptz
    group by fold_key order by min(run_at), fold_key limit $2::int),
held as materialized (
    select o.id from outbox o where o.state = 0 and o.fold_key = any(array(select fold_key from ripe))
      and (o.lease_until is null or o.lease_until <= $1::timestamptz)
    order by o.id for update of o skip locked)
select o.attempts, o.ambiguous, m.* from held h join outbox o on o.id = h.id join outbox_message m on m.id = h.id
order by m.fold_key, m.id;

-- name: outbox_release
-- The time it may take to give up begins now, not when it was put by.
update outbox set fold_key = null, run_at = $2::timestamptz, ready_at = $2::timestamptz,
       give_up_at = greatest(give_up_at, $2::timestamptz + (give_up_at - ready_at))
where id = $1::bigint and state = 0 and fold_key is not null;

-- name: outbox_fold
update outbox set state = 3, reason = 'folded into ' || $2::bigint::text, finished_at = $3::timestamptz
where id = any($1::bigint[]) and state = 0;

-- name: outbox_untold_fates
-- A message that must arrive has no fate before the ladder has looked at its failure. A folded one lives on in its list.
with finished as materialized (
    select o.id from outbox o
    where o.tell_fate_to is not null and o.fate_told_at is null and o.state > 0
      and (o.state <> 2 or not o.must_arrive or o.laddered_at is not null)
      and not (o.state = 3 and o.reason like 'folded into %')
    order by o.id limit $1::int for update of o skip locked)
select o.state = 1 as sent, coalesce(o.reason, '') as reason, m.*
from finished f join outbox o on o.id = f.id join outbox_message m on m.id = f.id
order by m.id;

-- name: outbox_mark_fate_told
update outbox set fate_told_at = $2::timestamptz where id = $1::bigint and fate_told_at is null;
