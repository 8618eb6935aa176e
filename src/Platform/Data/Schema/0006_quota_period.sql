-- What counts for a day or a month only: a row for each period, named by its first day.
create table quota_period_use (
    tenant_id uuid not null,
    quota text not null,
    period date not null,
    used bigint not null default 0,
    reserved bigint not null default 0,
    primary key (tenant_id, quota, period),
    constraint quota_period_use_check check (reserved >= 0)
);
call protect('quota_period_use');

-- The period in which it was made; none for what is lasting.
alter table quota_reservation add column period date;

-- About how many bytes the session's tenant has in this store, without indexes, and in how long whatever it has: of each table the average width of some
-- rows, times as many as the planner thinks there are, and exactly what there is where these are all. Tables are found by their column, partitions by
-- their parents. It runs as the owner, whom row security binds as well, so that no table needs a right of its own for it.
-- Names are looked for here and last among temporary things, which anybody may make.
select set_config('search_path', quote_ident(current_schema()) || ', pg_temp', true);
create function measure_tenant(looked_at integer) returns bigint
    language plpgsql security definer set search_path from current as $$
declare
    target record;
    plan jsonb;
    rows bigint;
    bytes bigint;
    total bigint := 0;
begin
    if current_tenant() is null then
        raise exception 'No tenant is set.';
    end if;

    for target in
        select c.relname as name
          from pg_catalog.pg_class c
         where c.relnamespace = current_schema()::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
           and exists (select from pg_catalog.pg_attribute a where a.attrelid = c.oid and a.attname = 'tenant_id' and a.attnum > 0 and not a.attisdropped)
    loop
        execute format('select count(*), coalesce(sum(pg_column_size(t.*)), 0) from (select * from %I where tenant_id = $1 limit $2) t', target.name)
           into rows, bytes using current_tenant(), looked_at;
        if rows = looked_at then
            execute format('explain (format json) select from %I', target.name) into plan;
            bytes := (bytes::numeric / rows * greatest(rows, (plan -> 0 -> 'Plan' ->> 'Plan Rows')::bigint))::bigint;
        end if;

        total := total + bytes;
    end loop;

    return total;
end
$$;

do $$
begin
    revoke all on function measure_tenant(integer) from public;
    execute format('grant execute on function measure_tenant(integer) to %I', current_setting('holdfast.app_role'));
end
$$;
