-- More waits in one conversation than anybody can mean.

-- name: flood_waiting
-- In their order, behind the first $2 and at most $3; what must be heard is no part of it.
select id from inbox where conversation_key = $1::bytea and state = 0 and not never_throttled order by id offset $2::int limit $3::int;

-- name: flood_read
select id, lease, attempts, channel, account, event_key, conversation_key, kind, received_at, event_at, wants_answer, message_id,
       never_throttled, body_sealed
from inbox where id = any($1::bigint[]) and state = 0 order by id;

-- name: flood_keep
update inbox set never_throttled = true where id = any($1::bigint[]) and state = 0;

-- name: flood_leave_out
update inbox set state = 4, note = 'burst', done_at = $2::timestamptz, lease_until = null where id = any($1::bigint[]) and state = 0;
