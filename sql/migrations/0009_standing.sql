-- What a channel shows somebody beside its messages (a menu that fits what the person is), where a channel can. One row per address,
-- because somebody who leaves and comes back is one address with two contacts. Triggers make it due: whatever changes a link, a role or
-- a language, by whichever way, is shown without anybody having to think of it.

create table standing (
    channel       text not null,
    account       text not null,
    address_index bytea not null check (octet_length(address_index) = 16),
    contact_id    bigint not null references contact on delete cascade,   -- the newest of that address
    version       bigint not null default 1,           -- rises with every change: what was shown under an older one is shown again
    shown         text,                                -- the channel's own word for what it showed last
    due_at        timestamptz default '-infinity',     -- null: shown as it is
    attempts      int not null default 0,
    lease         bigint,
    lease_until   timestamptz,
    primary key (channel, account, address_index),
    check ((lease is null) = (lease_until is null))
);
create index standing_due on standing (channel, due_at) where due_at is not null;
create index standing_of_contact on standing (contact_id);

create function standing_of_contact_changed() returns trigger language plpgsql as $$
begin
    insert into standing (channel, account, address_index, contact_id)
    values (new.channel, new.account, new.address_index, new.id)
    on conflict (channel, account, address_index) do update
        set contact_id = greatest(standing.contact_id, excluded.contact_id), version = standing.version + 1, due_at = '-infinity',
            attempts = 0;
    return null;
end $$;
create trigger contact_stands after insert on contact for each row execute function standing_of_contact_changed();
create trigger contact_stands_otherwise after update of state, ended_at on contact for each row
    when (old.state is distinct from new.state or old.ended_at is distinct from new.ended_at)
    execute function standing_of_contact_changed();

create function person_stands_otherwise(person bigint) returns void language sql as $$
    update standing s set version = s.version + 1, due_at = '-infinity', attempts = 0
    from contact c where c.person_id = person and s.contact_id = c.id
$$;
create function standing_of_relation_changed() returns trigger language plpgsql as $$
begin
    perform person_stands_otherwise(new.person_id);
    return null;
end $$;
create function standing_of_person_changed() returns trigger language plpgsql as $$
begin
    perform person_stands_otherwise(new.id);
    return null;
end $$;
create trigger relation_stands after insert on relation for each row execute function standing_of_relation_changed();
create trigger relation_stands_otherwise after update of ended_at on relation for each row
    when (old.ended_at is distinct from new.ended_at) execute function standing_of_relation_changed();
create trigger person_stands_otherwise after update of language on person for each row
    when (old.language is distinct from new.language) execute function standing_of_person_changed();

insert into standing (channel, account, address_index, contact_id)
select channel, account, address_index, max(id) from contact group by channel, account, address_index;
