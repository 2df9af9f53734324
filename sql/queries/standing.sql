-- What a channel shows beside its messages: claimed, shown, noted.

-- name: standing_claim
-- $1 channels, $2 now, $3 end of the lease, $4 limit. Who these people are is read by the next statement, which sees what was committed
-- before this one got its locks.
with picked as materialized (
    select channel, account, address_index from standing
    where channel = any($1::text[]) and due_at <= $2::timestamptz and (lease_until is null or lease_until <= $2::timestamptz)
    order by due_at, contact_id limit $4::int for update skip locked),
token as materialized (select nextval('lease_seq') as lease)
update standing s set lease = t.lease, lease_until = $3::timestamptz, attempts = s.attempts + 1
from token t, picked p
where s.channel = p.channel and s.account = p.account and s.address_index = p.address_index
returning s.lease;

-- name: standing_claimed
select s.channel, s.account, s.address_index, c.address_sealed, p.school_id, p.language, s.version, coalesce(s.lease, 0), s.attempts,
       coalesce(s.shown, ''),
       case when c.ended_at is null
            then coalesce((select string_agg(distinct r.role, ' ') from relation r where r.person_id = p.id and r.ended_at is null), '')
            else '' end
from standing s join contact c on c.id = s.contact_id join person p on p.id = c.person_id
where s.lease = $1::bigint
order by s.contact_id;

-- name: standing_page
select s.channel, s.account, s.address_index, c.address_sealed, p.school_id, p.language, s.version, 0::bigint, s.attempts,
       coalesce(s.shown, ''),
       case when c.ended_at is null
            then coalesce((select string_agg(distinct r.role, ' ') from relation r where r.person_id = p.id and r.ended_at is null), '')
            else '' end
from standing s join contact c on c.id = s.contact_id join person p on p.id = c.person_id
where s.channel = $1::text and s.account = $2::text and s.address_index > $3::bytea
order by s.address_index
limit $4::int;

-- name: standing_shown
-- $4 version, $5 lease (0: shown without a claim). Not the row that was read any more: somebody else may have shown something later, so
-- it is shown once more.
update standing set shown = $6::text, attempts = 0, lease = null, lease_until = null,
    due_at = case when version = $4::bigint and ($5::bigint = 0 or lease = $5::bigint) then null else '-infinity'::timestamptz end
where channel = $1::text and account = $2::text and address_index = $3::bytea;

-- name: standing_postpone
update standing set due_at = case when version = $4::bigint then $6::timestamptz else due_at end, lease = null, lease_until = null
where channel = $1::text and account = $2::text and address_index = $3::bytea and lease = $5::bigint;
