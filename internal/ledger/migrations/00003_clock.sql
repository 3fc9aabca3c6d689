-- A clock that is set waits for the append in flight, and stands no earlier than what is recorded: the append may have read the clock as it
-- was, and at a later instant than the one at which it is set.

-- +goose Up

-- +goose StatementBegin
CREATE OR REPLACE FUNCTION ledger.clock_set(new_programme timestamptz, new_rate double precision, new_running boolean) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    c       ledger.clock;
    instant timestamptz;
    stands  timestamptz;
BEGIN
    PERFORM pg_advisory_xact_lock(8392292353647930983);
    SELECT * INTO STRICT c FROM ledger.clock FOR UPDATE;
    instant := greatest(clock_timestamp(), c.at);
    stands := greatest(ledger.clock_at(c, instant), (SELECT b.recorded_at FROM ledger.batches b ORDER BY b.size DESC LIMIT 1));
    IF new_programme < stands THEN
        RAISE EXCEPTION 'the programme clock stands at % and never goes back to %', stands, new_programme
            USING ERRCODE = 'invalid_parameter_value';
    END IF;
    UPDATE ledger.clock SET programme = coalesce(new_programme, stands), at = instant,
        rate = coalesce(new_rate, c.rate), running = coalesce(new_running, c.running);
    PERFORM pg_notify('clock', '');
END $$;
-- +goose StatementEnd
