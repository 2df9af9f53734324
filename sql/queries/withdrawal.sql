-- Words that their sender takes back.

-- name: keep_source_of_report
insert into typed_source (conversation_key, message_id, report_id)
select $1::bytea, m.id, r.id from report r, unnest($2::text[]) as m(id)
where r.reporter_id = $3::bigint and r.is_current and r.source_inbox_id = $4::bigint
returning 1;

-- name: keep_source_of_late_input
insert into typed_source (conversation_key, message_id, late_input_id)
select $1::bytea, m.id, l.id from late_input l, unnest($2::text[]) as m(id)
where l.person_id = $3::bigint and l.received_at = $4::timestamptz;

-- name: withdraw_source
update typed_source set withdrawn_at = $3::timestamptz
where conversation_key = $1::bytea and message_id = $2::text and withdrawn_at is null
returning report_id, late_input_id;

-- name: late_input_draft
select school_id, draft_sealed from late_input where id = $1::bigint for update;

-- name: set_late_input_draft
update late_input set draft_sealed = $2::bytea where id = $1::bigint;

-- name: erase_message
-- The message itself, and whatever was answered from it on: a question or a confirmation repeats what was typed.
with message as materialized (
    select min(id) as id from inbox
    where conversation_key = $1::bytea and message_id = $2::text and state <> 0),
since as materialized (
    select i.id, i.message_id from inbox i, message m
    where i.conversation_key = $1::bytea and i.id >= m.id and i.state <> 0),
said as (
    update outbox o set body_sealed = null
    where o.state <> 0 and o.body_sealed is not null
      and o.dedup = any(array(select 'turn:' || id from since union all select 'turn:' || id || ':5' from since)))
update inbox i set answer_sealed = null,
       body_sealed = case when i.message_id = $2::text then null else i.body_sealed end
from since s where i.id = s.id and (i.message_id = $2::text or i.answer_sealed is not null);

-- name: message_withdrawn
select exists (select 1 from inbox where conversation_key = $1::bytea and withdraws = $2::text) as withdrawn;

-- name: forget_event
update inbox set body_sealed = null where id = $1::bigint and state <> 0;
