-- The inbox: stored before the platform gets its answer, claimed in order, finished once.

-- name: inbox_store
-- Arrays with one place per event, sorted by the key: two processes storing the same redelivered events must not wait for each other
-- in a circle. $10 is an event's number in the order of arrival, below 8192; behind the number of the statement it makes the id, so
-- that ids are the order of a conversation and the id of a new row says which event it is. $14 now; older than $15 is stale. Nothing
-- else is judged here: a platform waits for the commit.
insert into inbox (id, channel, account, event_key, conversation_key, kind, received_at, event_at, wants_answer, body_sealed,
                   message_id, withdraws, never_throttled, state, run_at, done_at, note)
select (s.number << 13) + e.place, e.channel, e.account, e.event_key, e.conversation_key, e.kind, e.received_at, e.event_at,
       e.wants_answer, e.body_sealed, e.message_id, e.withdraws, e.never_throttled,
       case when e.event_at < $15::timestamptz then 3 else 0 end, $14::timestamptz,
       case when e.event_at < $15::timestamptz then $14::timestamptz end,
       case when e.event_at < $15::timestamptz then 'age' end
from (select nextval('inbox_id') as number) s,
     unnest($1::text[], $2::text[], $3::text[], $4::bytea[], $5::text[], $6::timestamptz[], $7::timestamptz[], $8::boolean[],
            $9::bytea[], $10::int[], $11::text[], $12::text[], $13::boolean[])
         as e(channel, account, event_key, conversation_key, kind, received_at, event_at, wants_answer, body_sealed, place,
              message_id, withdraws, never_throttled)
on conflict (channel, account, event_key) do nothing
returning (id & 8191)::int, id;

-- name: inbox_claim
-- Only the oldest pending event of a conversation: that is the whole lock. $1 now, $2 end of the lease, $3 limit. More than $4 waiting
-- in its conversation is a crowd.
with picked as materialized (
    select i.id from inbox i
    where i.state = 0 and i.run_at <= $1::timestamptz and (i.lease_until is null or i.lease_until <= $1::timestamptz)
      and not exists (select 1 from inbox p where p.conversation_key = i.conversation_key and p.state = 0 and p.id < i.id)
    order by i.id limit $3::int for update of i skip locked),
token as materialized (select nextval('lease_seq') as lease)
update inbox i set attempts = i.attempts + 1, lease = t.lease, lease_until = $2::timestamptz
from token t
where i.id = any(array(select id from picked))
returning i.id, i.lease, i.attempts, i.channel, i.account, i.event_key, i.conversation_key, i.kind, i.received_at, i.event_at,
          i.wants_answer, i.message_id, i.never_throttled, i.body_sealed,
          exists (select 1 from inbox p where p.conversation_key = i.conversation_key and p.state = 0 and p.id >= i.id
                    and not p.never_throttled offset $4::int) as crowded;

-- name: inbox_finish
-- No row: somebody else owns it now; roll back and forget it.
update inbox set state = $3::smallint, done_at = $6::timestamptz, lease_until = null, note = $4::text, answer_sealed = $5::bytea
where id = $1::bigint and state = 0 and lease = $2::bigint
returning 1;

-- name: inbox_postpone
update inbox set run_at = $3::timestamptz, lease_until = null
where id = $1::bigint and state = 0 and lease = $2::bigint;

-- name: inbox_answer
select state, answer_sealed from inbox where id = $1::bigint;

-- name: inbox_find
select id from inbox where channel = $1::text and account = $2::text and event_key = $3::text;

-- name: inbox_unanswered
-- Still waiting for a worker, or worked off with an answer that has not left yet.
select i.id from inbox i where i.id = any($1::bigint[])
  and (i.state = 0 or exists (select 1 from outbox o where o.dedup = 'turn:' || i.id and o.state = 0));
