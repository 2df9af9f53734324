-- Where dialogues stand, and the single use of buttons.

-- name: conversation_make
insert into conversation (conversation_key, channel, account, changed_at)
values ($1::bytea, $2::text, $3::text, $4::timestamptz)
on conflict (conversation_key) do nothing;

-- name: conversation_lock
select channel, account, person_id, version, state_sealed, last_event_at, pace_since, pace_count, pace_untold, pace_told_at
from conversation
where conversation_key = $1::bytea for update;

-- name: conversation_save
update conversation set version = version + 1, person_id = $3::bigint, state_sealed = $4::bytea, last_event_at = $5::timestamptz,
       changed_at = $6::timestamptz, pace_since = $7::timestamptz, pace_count = $8::int, pace_untold = $9::boolean,
       pace_told_at = $10::timestamptz
where conversation_key = $1::bytea and version = $2::int
returning 1;

-- name: nonce_issue
insert into nonce (nonce, person_id, conversation_key, purpose, subject, version, issued_at, expires_at)
values ($1::text, $2::bigint, $3::bytea, $4::text, $5::bigint, $6::int, $7::timestamptz, $8::timestamptz);

-- name: nonce_find
select nonce, person_id, conversation_key, purpose, subject, version, expires_at, used_at, used_code, result_sealed
from nonce where nonce = $1::text;

-- name: nonce_lock
select nonce, person_id, conversation_key, purpose, subject, version, expires_at, used_at, used_code, result_sealed
from nonce where nonce = $1::text for update;

-- name: nonce_use
update nonce set used_at = $4::timestamptz, used_code = $2::text, result_sealed = $3::bytea
where nonce = $1::text and used_at is null
returning 1;
