-- Scans of a batch: three statements, whatever its size.

-- name: insert_scans
-- Known (gate, epoch, seq) are skipped and not returned. Malformed ones have neither token nor time.
insert into scan (gate_id, epoch, seq, status, token_index, student_id, direction, at, day, received_at)
select $1::bigint, $2::bigint, s.seq,
       case when s.token_index is null then 'malformed'
            when c.student_id is null then 'unknown_credential'
            when c.revoked_at is not null then 'revoked_credential'
            else 'accepted' end,
       s.token_index, c.student_id, s.direction, s.at, s.day, $9::timestamptz
from unnest($4::bigint[], $5::bytea[], $6::text[], $7::timestamptz[], $8::date[]) as s(seq, token_index, direction, at, day)
left join credential c on c.school_id = $3::bigint and c.token_index = s.token_index
order by s.seq
on conflict (gate_id, epoch, seq) do nothing
returning seq, status, student_id;

-- name: scan_contexts
-- After insert_scans, so that scans of one batch see each other. `elsewhere` is the scan of the same tag at another gate that is
-- nearest in time: a late upload is judged against what was true then.
select d.presence, n.at,
       case when b.at is null then a.at
            when a.at is null then b.at
            when s.at - b.at <= a.at - s.at then b.at
            else a.at end,
       not exists (select 1 from scan e where e.student_id = s.student_id and e.day = s.day and e.status = 'accepted'
                   and e.direction = 'in'
                   and (e.at < s.at or (e.at = s.at and e.gate_id = $1::bigint and e.epoch = $2::bigint and e.seq < s.seq)))
from unnest($3::bigint[], $4::bigint[], $5::bytea[], $6::text[], $7::timestamptz[], $8::date[])
     with ordinality as s(seq, student_id, token_index, direction, at, day, place)
left join attendance_day d on d.student_id = s.student_id and d.day = s.day
left join scan_notice n on n.student_id = s.student_id and n.direction = s.direction
left join lateral (select o.at from scan o where o.token_index = s.token_index and o.gate_id <> $1::bigint and o.at <= s.at
                   order by o.at desc limit 1) b on true
left join lateral (select o.at from scan o where o.token_index = s.token_index and o.gate_id <> $1::bigint and o.at > s.at
                   order by o.at limit 1) a on true
order by s.place;

-- name: advance_gate_progress
-- Sequences start at 1; a gap stops the count until the gate has sent what is missing. Reads only what is beyond the last count.
with known as (
    select coalesce((select stored_through from gate_progress where gate_id = $1::bigint and epoch = $2::bigint), 0) as through),
beyond as (
    select s.seq, s.seq - row_number() over (order by s.seq) as island
    from scan s, known k
    where s.gate_id = $1::bigint and s.epoch = $2::bigint and s.seq > k.through),
whole as (
    select coalesce((select max(b.seq) from beyond b where b.island = k.through), k.through) as through from known k)
insert into gate_progress (gate_id, epoch, stored_through)
select $1::bigint, $2::bigint, through from whole
on conflict (gate_id, epoch) do update set stored_through = greatest(gate_progress.stored_through, excluded.stored_through)
returning stored_through;

-- name: scans_of_day
select s.student_id, s.at, s.direction, g.code from scan s join gate g on g.id = s.gate_id
where s.student_id = $1::bigint and s.day = $2::date and s.status = 'accepted'
order by s.at, s.gate_id, s.epoch, s.seq;

-- name: note_scan_notices
insert into scan_notice (student_id, direction, at)
select distinct s.student_id, s.direction, $3::timestamptz from unnest($1::bigint[], $2::text[]) as s(student_id, direction)
order by s.student_id, s.direction
on conflict (student_id, direction) do update set at = greatest(scan_notice.at, excluded.at);
