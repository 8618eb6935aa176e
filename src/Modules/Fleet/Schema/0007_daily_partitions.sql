-- Telemetry stands in a partition for each day (in UTC) and goes with it as a whole when it is too old. metric_sample_any and log_event_any stay what
-- COPY names, with the tenant's default and the one right to insert, and are themselves divided by day; on what is below them nobody has any right, since
-- routing asks for none. Days are made ahead and dropped by work.keep_telemetry_partitions(). Rows of no day that there is are in …_other, where they are
-- pruned one by one; rows from before are in …_before_YYYYMMDD, which ends at that day and goes when it is too old.
do $$
declare
    app text := current_setting('holdfast.app_role');
    stem text;
    until date;
    held boolean;
    kept text;
begin
    foreach stem in array array['metric_sample', 'log_event'] loop
        execute format(
            'select max(at) is not null, greatest((now() at time zone ''UTC'')::date + 2, (max(at) at time zone ''UTC'')::date + 1) from %I', stem || '_any') into held, until;
        kept := format('%s_before_%s', stem, to_char(until, 'YYYYMMDD'));
        execute format('alter table %I detach partition %I', stem, stem || '_any');
        execute format('alter table %I rename to %I', stem || '_any', kept);
        execute format('create table %I partition of %I (tenant_id default current_tenant()) default partition by range (at)', stem || '_any', stem);
        execute format('create table %I partition of %I default', stem || '_other', stem || '_any');
        execute format('revoke all on %I, %I, %I from %I', kept, stem || '_any', stem || '_other', app);
        if held then
            execute format('alter table %I attach partition %I for values from (minvalue) to (%L)', stem || '_any', kept, to_char(until, 'YYYY-MM-DD') || ' 00:00:00+00');
        else
            execute format('drop table %I', kept);
        end if;
    end loop;

    execute format('grant insert (device_id, at, id, name, instance, value) on metric_sample_any to %I', app);
    execute format('grant insert (device_id, at, id, kind, source, program, pid, account, address, raw) on log_event_any to %I', app);
end
$$;
