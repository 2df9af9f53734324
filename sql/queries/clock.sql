-- The clock of the database itself.

-- name: database_time
-- The only statement that asks the database for the time: it measures how far the process clock is off. No other may.
select clock_timestamp();
