-- How much of an account's quota is used, and what follows.

-- name: budget_of
select begins, ends, quota, used + sent_since as used, refused_at is not null as refused, reserve_percent, routine_per_day, spending,
       ends_on
from send_budget
where channel = $1::text and account = $2::text and begins <= $3::timestamptz and ends > $3::timestamptz;

-- name: budget_begin_reading
insert into budget_reading (channel, account, again_at) values ($1::text, $2::text, $3::timestamptz)
on conflict (channel, account) do update set again_at = excluded.again_at where budget_reading.again_at <= $4::timestamptz
returning 1;

-- name: budget_keep_reading
-- A refusal stands until the platform says that there is room again.
insert into send_budget (channel, account, begins, ends, quota, used, reserve_percent, routine_per_day, read_at)
values ($1::text, $2::text, $3::timestamptz, $4::timestamptz, $5::bigint, $6::bigint, $7::int, $8::bigint, $9::timestamptz)
on conflict (channel, account, begins) do update set
    ends = excluded.ends, quota = excluded.quota, used = excluded.used, sent_since = 0,
    reserve_percent = excluded.reserve_percent, routine_per_day = excluded.routine_per_day, read_at = excluded.read_at,
    refused_at = case when excluded.quota is null or excluded.used < excluded.quota then null else send_budget.refused_at end;

-- name: budget_recount
with mine as materialized (
    select b.begins, b.read_at from send_budget b
    where b.channel = $1::text and b.account = $2::text and b.begins <= $3::timestamptz and b.ends > $3::timestamptz
    for update of b)
update send_budget b set sent_since = (
    select coalesce(sum(o.cost), 0) from outbox o
    where o.channel = $1::text and o.account = $2::text and o.cost > 0 and o.sent_at > m.read_at)
from mine m
where b.channel = $1::text and b.account = $2::text and b.begins = m.begins
returning b.begins, b.ends, b.quota, b.used + b.sent_since as used, b.refused_at is not null as refused, b.reserve_percent,
          b.routine_per_day, b.spending, b.ends_on;

-- name: budget_judge
update send_budget set spending = $4::text, ends_on = $5::date, judged_at = $3::timestamptz
where channel = $1::text and account = $2::text and begins <= $3::timestamptz and ends > $3::timestamptz;

-- name: budget_refused
-- The platform refused for want of quota: nothing more is tried until the period ends or a reading says otherwise.
insert into send_budget (channel, account, begins, ends, read_at, refused_at, spending, judged_at)
values ($1::text, $2::text, $3::timestamptz, $4::timestamptz, $5::timestamptz, $5::timestamptz, 'gone', $5::timestamptz)
on conflict (channel, account, begins) do update set
    refused_at = excluded.refused_at, spending = 'gone', judged_at = excluded.judged_at;

-- name: budget_scan_notice_addresses
select count(*) from contact c
join relation r on r.person_id = c.person_id and r.role = 'guardian' and r.ended_at is null
where c.channel = $1::text and c.account = $2::text and c.ended_at is null and c.state = 'active'
  and exists (select 1 from gate g where g.school_id = r.school_id and g.revoked_at is null);
