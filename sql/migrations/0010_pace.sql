-- How fast somebody writes is judged when their conversation is worked off, no longer while a platform waits for the commit.

alter table conversation
    add column pace_since   timestamptz,                      -- the first of the events that are counted, by our door
    add column pace_count   int not null default 0 check (pace_count >= 0),
    add column pace_untold  boolean not null default false,   -- something was left out, and its sender has not heard so
    add column pace_told_at timestamptz;

-- Must be heard also from somebody who writes too fast. What the release before stores says no.
alter table inbox add column never_throttled boolean not null default false;

-- An index of all events cost every one of them while its platform waited. What it was for besides finds its rows by two smaller
-- ones: what was worked off, and what takes a message back. The statement with which the release before stores works without it; it
-- then reads through the inbox, so the time in which both releases run should be short and none of a morning.
create index inbox_handled on inbox (conversation_key, id) where state <> 0;
create index inbox_withdraws on inbox (conversation_key, withdraws) where withdraws is not null;
drop index inbox_recent;
