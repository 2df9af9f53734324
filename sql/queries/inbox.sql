-- The inbox: stored before the platform gets its answer, claimed in order, finished once.

-- name: inbox_store
-- Numbered in the order of arrival (that is the order of a conversation), inserted in the order of the keys (two processes storing
-- the same redelivered events must not wait for each other in a circle). $11: older than this is stale; $12: more pending than
-- this in one conversation is a burst. One row per new event: its place in the arrays, its id.
with incoming as materialized (
    select nextval('inbox_id') as id, e.* from (
        select * from unnest($1::text[], $2::text[], $3::text[], $4::bytea[], $5::text[], $6::timestamptz[], $7::timestamptz[],
                             $8::boolean[], $9::bytea[])
            with ordinality as u(channel, account, event_key, conversation_key, kind, received_at, event_at, wants_answer,
                                 body_sealed, place)
        order by place) e),
judged as (
    select i.*, case
        when i.event_at < $11::timestamptz then 3
        when row_number() over (partition by i.conversation_key order by i.place)
             + (select count(*) from inbox p where p.conversation_key = i.conversation_key and p.state = 0) > $12::int then 4
        else 0 end as state
    from incoming i),
stored as (
    insert into inbox (id, channel, account, event_key, conversation_key, kind, received_at, event_at, wants_answer, body_sealed,
                       state, run_at, done_at, note)
    select id, channel, account, event_key, conversation_key, kind, received_at, event_at, wants_answer, body_sealed,
           state, $10::timestamptz, case when state <> 0 then $10::timestamptz end,
           case state when 3 then 'age' when 4 then 'burst' end
    from judged
    order by channel, account, event_key
    on conflict (channel, account, event_key) do nothing
    returning id)
select i.place, i.id from stored s join incoming i on i.id = s.id;

-- name: inbox_claim
-- Only the oldest pending event of a conversation: that is the whole lock. $1 now, $2 end of the lease, $3 limit.
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
          i.wants_answer, i.body_sealed;

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
