-- Mails that came back.

-- name: bounced_mail
-- By its id, or by the key that its Message-ID is made of. Locked: its settlement may be under way.
with the as materialized (
    select id from outbox
    where channel = $1::text and account = $2::text
      and (($3::bigint is not null and id = $3::bigint) or ($4::uuid is not null and idempotency_key = $4::uuid))
    for update)
select o.attempts, o.ambiguous, o.created_at, m.* from the t join outbox o on o.id = t.id join outbox_message m on m.id = t.id;

-- name: add_bounce
-- No row: told before.
insert into mail_bounce (outbox_id, contact_id, kind, status, at)
values ($1::bigint, $2::bigint, $3::text, $4::text, $5::timestamptz)
on conflict (outbox_id, kind) do nothing
returning id;

-- name: bounces_of_contact
select kind, at from mail_bounce where contact_id = $1::bigint and cleared_at is null order by id;

-- name: clear_bounces
update mail_bounce set cleared_at = $2::timestamptz where contact_id = $1::bigint and cleared_at is null;

-- name: lose_sent
-- Accepted and lost all the same. A notice that leans on a relation has to arrive some other way; whoever heard that it was
-- sent hears now what became of it.
update outbox set state = 2, reason = $2::text, finished_at = $3::timestamptz, sent_at = null, lease_until = null,
       must_arrive = must_arrive or relation_id is not null, fate_told_at = null
where id = $1::bigint and state in (0, 1)
returning id;
