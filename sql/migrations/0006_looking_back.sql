-- What people look back at: whom to call by which name, and what they were sent.

-- 母, 父, 祖母 … as a code; shown on the call list only.
alter table relation add column kinship text not null default '' check (kinship ~ '^[a-z_]*$');

-- The newest messages of one address: お知らせ, and the card to which a typed number belongs.
create index outbox_sent_to on outbox (contact_id, id) where state = 1;
