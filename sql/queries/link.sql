-- Invitations, wrong tries, consent, requests for the page, and links that have ended.

-- name: link_lock_student
select 1 from student where id = $1::bigint for no key update;

-- name: link_guardians
-- A guardian whom the school knows by telephone only has taken no code's place; one who blocked us has.
select count(distinct r.person_id) from relation r
where r.student_id = $1::bigint and r.role = 'guardian' and r.ended_at is null
  and exists (select 1 from contact c where c.person_id = r.person_id and c.ended_at is null);

-- name: add_invitation
insert into invitation (code_index, student_id, role, place, created_at, expires_at, adds_address_to)
values ($1::bytea, $2::bigint, $3::text, $4::int, $5::timestamptz, $6::timestamptz, $7::bigint)
returning id;

-- name: find_invitation
select id, student_id, role, place, expires_at, used_at, used_by, revoked_at is not null, adds_address_to from invitation
where code_index = $1::bytea;

-- name: invitation_by_id
select id, student_id, role, place, expires_at, used_at, used_by, revoked_at is not null, adds_address_to from invitation
where id = $1::bigint;

-- name: use_invitation
-- One use, and none after its end, whatever the caller looked at before.
update invitation set used_at = $3::timestamptz, used_by = $2::bigint
where id = $1::bigint and used_at is null and revoked_at is null and expires_at > $3::timestamptz
returning 1;

-- name: revoke_invitations
update invitation set revoked_at = $2::timestamptz where student_id = $1::bigint and used_at is null and revoked_at is null
returning id;

-- name: link_try_lock
select 1 from pg_advisory_xact_lock(hashtextextended(encode($1::bytea, 'hex'), 0));

-- name: link_tries
select at from link_try where key_index = $1::bytea order by at desc limit $2::int;

-- name: note_link_try
insert into link_try (key_index, at) values ($1::bytea, $2::timestamptz);

-- name: add_consent
insert into consent (person_id, version, given, at) values ($1::bigint, $2::int, $3::boolean, $4::timestamptz);

-- name: consent_of_person
select version, given from consent where person_id = $1::bigint order by id desc limit 1;

-- name: add_link_request
insert into link_request (token_index, conversation_key, channel, account, address_sealed, created_at, expires_at, invitation_id)
values ($1::bytea, $2::bytea, $3::text, $4::text, $5::bytea, $6::timestamptz, $7::timestamptz, $8::bigint);

-- name: find_link_request
select conversation_key, channel, account, address_sealed, expires_at, invitation_id from link_request where token_index = $1::bytea;

-- name: end_contacts
update contact set ended_at = $2::timestamptz where person_id = $1::bigint and ended_at is null;

-- name: end_contact
update contact set ended_at = $2::timestamptz where id = $1::bigint and ended_at is null returning 1;

-- name: link_on_their_way
select count(*) from outbox where relation_id = $1::bigint and state = 0 and lease_until > $2::timestamptz;

-- name: links_to_clear
-- Not locked: whoever clears them twice finds nothing the second time.
select id, person_id from relation where ended_at is not null and cleared_at is null order by id limit $1::int;

-- name: suppress_of_links
-- Rows first and the links after them, as the senders' claim does it.
with waiting as materialized (
    select o.id from outbox o where o.relation_id = any($1::bigint[]) and o.state = 0 order by o.id for update)
update outbox o set state = 3, reason = 'link_ended', finished_at = $2::timestamptz,
       ambiguous = o.ambiguous + case when o.lease_until is not null then 1 else 0 end
from waiting w where o.id = w.id;

-- name: wipe_conversations
update conversation set state_sealed = null, version = version + 1, changed_at = $2::timestamptz
where person_id = any($1::bigint[]) and state_sealed is not null;

-- name: links_cleared
update relation set cleared_at = $2::timestamptz where id = any($1::bigint[]) and cleared_at is null returning id;
