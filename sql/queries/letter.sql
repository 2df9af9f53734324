-- Mail beside the inbox: what was seen, what was answered, what waits to be confirmed.

-- name: letter_first_time
-- The event that brought it first may be handled again after a crash: it is still the first.
with forgotten as (
    delete from letter_seen where seen_at < $3::timestamptz - interval '3 days'),
noted as (
    insert into letter_seen (message_index, inbox_id, seen_at) values ($1::bytea, $2::bigint, $3::timestamptz)
    on conflict (message_index) do update set inbox_id = letter_seen.inbox_id
    returning inbox_id)
select inbox_id = $2::bigint as first from noted;

-- name: letter_answered
select count(*) filter (where at > $2::timestamptz - interval '1 hour') as within_hour, count(*) as within_day
from letter_answer where address_index = $1::bytea and at > $2::timestamptz - interval '1 day';

-- name: letter_note_answer
with forgotten as (
    delete from letter_answer where at < $2::timestamptz - interval '2 days')
insert into letter_answer (address_index, at) values ($1::bytea, $2::timestamptz);

-- name: letter_hold
insert into letter_held (token_index, contact_id, body_sealed, created_at, expires_at)
values ($1::bytea, $2::bigint, $3::bytea, $4::timestamptz, $5::timestamptz);

-- name: letter_find_held
select contact_id, body_sealed, expires_at, confirmed_at from letter_held where token_index = $1::bytea;

-- name: letter_confirm
update letter_held set confirmed_at = $2::timestamptz
where token_index = $1::bytea and confirmed_at is null and expires_at > $2::timestamptz
returning 1;
