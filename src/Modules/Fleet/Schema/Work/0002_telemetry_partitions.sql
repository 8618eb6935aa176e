-- Makes the partitions of telemetry for the coming days and drops those that are older than telemetry is kept, in all stores of the database. It runs as the
-- owner, since the application may neither make nor drop a table. Whatever holds a lock that it needs is waited for a fifth of a second, and tried again at the next call.
create function keep_telemetry_partitions(ahead integer, keep interval) returns void
    language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    today date := (now() at time zone 'UTC')::date;
    oldest date := ((now() - keep) at time zone 'UTC')::date;
    parent record;
    part record;
    stem text;
    made text;
    day date;
    since text;
    until text;
    grantee text;
begin
    if coalesce(keep < interval '1 day' or ahead not between 1 and 60, true) then
        raise exception 'telemetry is kept for a day at least, and made ahead for 1 to 60 days';
    end if;

    if not pg_try_advisory_xact_lock(hashtextextended('fleet.keep_telemetry_partitions', 0)) then
        return;
    end if;

    perform set_config('lock_timeout', '200ms', true);
    for parent in
        select c.oid, n.nspname as schema, left(c.relname, -4) as stem from pg_class c join pg_namespace n on n.oid = c.relnamespace
         where c.relname in ('metric_sample_any', 'log_event_any') and c.relkind = 'p' and c.relowner = current_user::regrole
    loop
        stem := parent.stem;
        select greatest(today - 1, max(to_date(right(c.relname, 8), 'YYYYMMDD'))) into day
          from pg_inherits i join pg_class c on c.oid = i.inhrelid where i.inhparent = parent.oid and c.relname ~ '_before_\d{8}$';
        for day in select generate_series(day, today + ahead, interval '1 day')::date loop
            made := format('%s_%s', stem, to_char(day, 'YYYYMMDD'));
            continue when to_regclass(format('%I.%I', parent.schema, made)) is not null;
            since := to_char(day, 'YYYY-MM-DD') || ' 00:00:00+00';
            until := to_char(day + 1, 'YYYY-MM-DD') || ' 00:00:00+00';
            begin
                execute format('create table %I.%I (like %I.%I including all)', parent.schema, made, parent.schema, stem || '_any');
                for grantee in
                    select distinct case a.grantee when 0 then 'public' else quote_ident(a.grantee::regrole::text) end
                      from pg_class c cross join lateral aclexplode(c.relacl) a
                     where c.oid = to_regclass(format('%I.%I', parent.schema, made)) and a.grantee <> c.relowner
                loop
                    execute format('revoke all on %I.%I from %s', parent.schema, made, grantee);
                end loop;

                execute format(
                    'with moved as (delete from %1$I.%2$I where at >= %4$L and at < %5$L returning *) insert into %1$I.%3$I select * from moved',
                    parent.schema, stem || '_other', made, since, until);
                execute format(
                    'alter table %1$I.%2$I attach partition %1$I.%3$I for values from (%4$L) to (%5$L)', parent.schema, stem || '_any', made, since, until);
            exception when lock_not_available or check_violation then
                -- Rows that came meanwhile, or somebody who reads: the day is made the next time.
                null;
            end;
        end loop;

        for part in
            select c.relname as name, to_date(right(c.relname, 8), 'YYYYMMDD') as day, c.relname ~ '_before_' as is_before
              from pg_inherits i join pg_class c on c.oid = i.inhrelid where i.inhparent = parent.oid and c.relname ~ '_\d{8}$'
        loop
            continue when part.day >= oldest and not (part.is_before and part.day = oldest);
            begin
                execute format('drop table %I.%I', parent.schema, part.name);
            exception when lock_not_available then
                null;
            end;
        end loop;
    end loop;
end
$$;

do $$
begin
    revoke all on function keep_telemetry_partitions(integer, interval) from public;
    execute format('grant execute on function keep_telemetry_partitions(integer, interval) to %I', current_setting('holdfast.app_role'));
end
$$;
