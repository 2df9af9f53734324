-- How families come to mail and leave it.

-- The owner of the address has not answered yet: it is written to, and nothing is reported from it.
alter table contact add column awaits_reply boolean not null default false;
-- Notices of passings were ended at this address; everything else goes on.
alter table contact add column without_passings boolean not null default false;

-- A paper's code that gives a guardian, who is linked already, one more address. Nobody is shown the code.
alter table invitation add column adds_address_to bigint references person;

-- The page was sent in answer to a mail to this paper's address.
alter table link_request add column invitation_id bigint references invitation;

-- Mails to the addresses on the papers. The address is a blind index: whoever was not proven is nobody's business.
create table mail_entry (
    id            bigint generated always as identity primary key,
    invitation_id bigint references invitation,          -- null: no paper of ours
    address_index bytea not null check (octet_length(address_index) = 16),
    domain_index  bytea not null check (octet_length(domain_index) = 16),
    outcome       text not null check (outcome in ('page', 'same_page', 'already', 'unproven', 'closed', 'too_often')),
    token_sealed  bytea,                                 -- of the page, so that it can be sent once more
    at            timestamptz not null,
    check ((outcome in ('page', 'same_page')) = (token_sealed is not null))
);
create index mail_entry_of_address on mail_entry (address_index, at) where outcome in ('page', 'same_page', 'already');
create index mail_entry_of_paper on mail_entry (invitation_id) where outcome in ('page', 'same_page', 'already');
create index mail_entry_of_domain on mail_entry (domain_index, at) where outcome in ('page', 'same_page', 'already');
create index mail_entry_answered on mail_entry (at) where outcome in ('page', 'same_page', 'already');
