-- Empty mails to the address on a school's paper.

-- name: mail_entry_lock
select 1 from pg_advisory_xact_lock(hashtextextended('mail_entry', 0));

-- name: mail_answers
-- $1 address, $2 paper, $3 domain, $4 a day ago, $5 an hour ago, $6 a minute ago.
select (select count(*) from mail_entry
        where address_index = $1::bytea and outcome in ('page', 'same_page', 'already') and at > $4::timestamptz),
       (select count(*) from mail_entry where invitation_id = $2::bigint and outcome in ('page', 'same_page', 'already')),
       (select count(*) from mail_entry
        where domain_index = $3::bytea and outcome in ('page', 'same_page', 'already') and at > $5::timestamptz),
       (select count(*) from mail_entry where outcome in ('page', 'same_page', 'already') and at > $6::timestamptz);

-- name: last_mailed_page
select m.at, m.token_sealed,
       (select count(*) from mail_entry again
        where again.address_index = $1::bytea and again.invitation_id = $2::bigint and again.outcome = 'same_page' and again.id > m.id)
from mail_entry m
where m.address_index = $1::bytea and m.invitation_id = $2::bigint and m.outcome = 'page'
order by m.id desc limit 1;

-- name: add_mail_entry
insert into mail_entry (invitation_id, address_index, domain_index, outcome, token_sealed, at)
values ($1::bigint, $2::bytea, $3::bytea, $4::text, $5::bytea, $6::timestamptz)
returning id;

-- name: mail_paper
-- The codes of one paper were made in one transaction. It is open as long as one of them can be used.
select p.student_id, coalesce(p.adds_address_to, 0),
       exists (select 1 from invitation i
               where i.student_id = p.student_id and i.created_at = p.created_at
                 and i.adds_address_to is not distinct from p.adds_address_to
                 and i.used_at is null and i.revoked_at is null and i.expires_at > $2::timestamptz)
from invitation p where p.id = $1::bigint;
