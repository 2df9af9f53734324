-- Mails that came back. The row of the outbox says which message is lost; these say whether an address still works.

create table mail_bounce (
    id         bigint generated always as identity primary key,
    outbox_id  bigint not null references outbox,
    contact_id bigint references contact,                -- null: the answer to a stranger
    kind       text not null,                            -- as domain/message/bounce.hpp names it
    status     text not null,                            -- "5.1.1"; '' = not said
    at         timestamptz not null,
    cleared_at timestamptz,                              -- the address wrote to us, or staff try it again
    unique (outbox_id, kind)                             -- mail servers repeat themselves
);
create index mail_bounce_of_contact on mail_bounce (contact_id, id) where cleared_at is null;
