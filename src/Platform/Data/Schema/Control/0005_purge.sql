-- The same as in tenants' stores, for what the control store has of a tenant.
-- Names are looked for here and last among temporary things, which anybody may make.
select set_config('search_path', quote_ident(current_schema()) || ', pg_temp', true);
create function purge_tenant(most integer, kept text[]) returns integer
    language plpgsql security definer set search_path from current as $$
declare
    target record;
    removed integer;
    total integer := 0;
begin
    if current_tenant() is null then
        raise exception 'No tenant is set.';
    end if;

    for target in
        select n.nspname as schema, c.relname as name
          from pg_catalog.pg_class c
          join pg_catalog.pg_namespace n on n.oid = c.relnamespace
         where n.nspname in (current_schema(), 'work') and c.relkind = 'r' and c.relname <> all(kept)
           and exists (select from pg_catalog.pg_attribute a where a.attrelid = c.oid and a.attname = 'tenant_id' and a.attnum > 0 and not a.attisdropped)
         order by n.nspname <> 'work', c.relname like 'audit%', c.relname
    loop
        execute format(
            'with gone as (delete from %1$I.%2$I where ctid = any(array(select ctid from %1$I.%2$I where tenant_id = $1 limit $2)) returning 1) select count(*) from gone',
            target.schema, target.name)
           into removed using current_tenant(), most - total;
        total := total + removed;
        exit when total >= most;
    end loop;

    return total;
end
$$;

do $$
begin
    revoke all on function purge_tenant(integer, text[]) from public;
    execute format('grant execute on function purge_tenant(integer, text[]) to %I', current_setting('holdfast.app_role'));
end
$$;
