-- A tenant may be moved to another store while it works. Whoever changes something in a store enters its tenant first, here: while the tenant is copied
-- the keys of changed rows are written down, and when it is closed nobody enters it any more. What is entered is left at the end of the transaction,
-- and a lock says until then that somebody is inside.
create table tenant_fence (
    tenant_id uuid primary key,
    -- COPYING: changes are noted. CLOSED: it is not here, or not yet, or not for the moment.
    state text not null check (state in ('COPYING', 'CLOSED')),
    since timestamptz not null,
    -- From then on it is as if the row were not there; null for one that stays.
    until timestamptz
);
call protect('tenant_fence');

create table row_change (
    tenant_id uuid not null,
    seq bigint generated always as identity,
    relation text not null,
    key jsonb not null,
    primary key (tenant_id, seq)
);
call protect('row_change');

do $$
begin
    execute format($body$
        create function enter_tenant(tenant uuid) returns void language plpgsql as $f$
        declare
            standing text;
        begin
            perform set_config('holdfast.tenant', tenant::text, true);
            perform pg_advisory_xact_lock_shared(hashtextextended(tenant::text, 20));
            select state into standing from %1$I.tenant_fence where tenant_id = tenant and (until is null or until > now());
            if standing = 'CLOSED' then
                raise exception 'The tenant is being moved.' using errcode = 'HF001';
            elsif standing = 'COPYING' then
                perform set_config('holdfast.copying', 'on', true);
            end if;
        end
        $f$
        $body$, current_schema());

    -- The table's name, then the columns of its key that are beside the tenant.
    execute format($body$
        create function note_row_change() returns trigger language plpgsql as $f$
        declare
            old_key jsonb;
            new_key jsonb;
        begin
            if tg_op <> 'INSERT' then
                select coalesce(jsonb_object_agg(name, to_jsonb(old) -> name), '{}') into old_key from unnest(tg_argv[1:]) name;
                insert into %1$I.row_change (tenant_id, relation, key) values (old.tenant_id, tg_argv[0], old_key);
            end if;

            if tg_op <> 'DELETE' then
                select coalesce(jsonb_object_agg(name, to_jsonb(new) -> name), '{}') into new_key from unnest(tg_argv[1:]) name;
                if new_key is distinct from old_key then
                    insert into %1$I.row_change (tenant_id, relation, key) values (new.tenant_id, tg_argv[0], new_key);
                end if;
            end if;

            return null;
        end
        $f$
        $body$, current_schema());
end
$$;

-- Has a table's changes noted; partitions get it from their parent.
create procedure note_changes(target text) language plpgsql as $$
declare
    key text;
begin
    select string_agg(quote_literal(a.attname), ', ' order by k.ord) into key
      from pg_catalog.pg_index i
      cross join unnest(i.indkey::smallint[]) with ordinality k (attnum, ord)
      join pg_catalog.pg_attribute a on a.attrelid = i.indrelid and a.attnum = k.attnum
     where i.indrelid = quote_ident(target)::regclass and i.indisprimary and a.attname <> 'tenant_id';
    execute format(
        'create trigger changed after insert or update or delete on %1$I for each row when (current_setting(''holdfast.copying'', true) = ''on'') execute function note_row_change(%2$s)',
        target, concat_ws(', ', quote_literal(target), key));
end
$$;

do $$
declare
    target text;
begin
    for target in
        select c.relname
          from pg_catalog.pg_class c
         where c.relnamespace = current_schema()::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
           and c.relname not in ('tenant_fence', 'row_change')
           and exists (select from pg_catalog.pg_attribute a where a.attrelid = c.oid and a.attname = 'tenant_id' and a.attnum > 0 and not a.attisdropped)
    loop
        call note_changes(target);
    end loop;
end
$$;

create or replace procedure protect(target text) language plpgsql as $$
begin
    execute format('alter table %I enable row level security', target);
    execute format('alter table %I force row level security', target);
    execute format('create policy tenant on %I using (tenant_id = current_tenant()) with check (tenant_id = current_tenant())', target);
    call note_changes(target);
end
$$;
