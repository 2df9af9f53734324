-- What waits, for the operators' page. Small: only pending rows are looked at, each through an index of pending rows.

-- name: backlog
-- One row per queue: how many wait, and since when the oldest could have been worked on. $1 now.
select 'inbox' as queue, count(*)::bigint as waiting, min(received_at) as since from inbox where state = 0
union all
select 'outbox_' || channel, count(*)::bigint, min(run_at) from outbox
where state = 0 and fold_key is null and run_at <= $1::timestamptz group by channel
union all
select 'case_overdue', count(*)::bigint, min(due_at) from esc_case where state <> 'resolved' and due_at <= $1::timestamptz;
