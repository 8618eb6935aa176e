-- Which entries have no place in the tree yet. The application reads it and cannot take anything out of it: what is written into the log comes in,
-- and what has its place goes out, by the triggers below, which run as the owner. So an entry that was committed cannot be kept out of the tree in
-- silence. "refused_at" says that an entry is not what was hashed when it was committed; it stays here, and the operator is told.
create table audit_intake (
    tenant_id uuid not null,
    entry_id uuid not null,
    at timestamptz not null default now(),
    refused_at timestamptz,
    primary key (tenant_id, entry_id)
);
create index on audit_intake (tenant_id, entry_id) where refused_at is null;
create index on audit_intake (at);

create function audit_entry_written() returns trigger language plpgsql security definer set search_path = work, pg_temp as $$
begin
    insert into audit_intake (tenant_id, entry_id) select tenant_id, id from written;
    return null;
end
$$;

create function audit_entry_placed() returns trigger language plpgsql security definer set search_path = work, pg_temp as $$
begin
    delete from audit_intake i using placed p where i.tenant_id = p.tenant_id and i.entry_id = p.entry_id;
    return null;
end
$$;

do $$
declare
    app text := current_setting('holdfast.app_role');
begin
    execute format('revoke all on audit_intake from %I', app);
    execute format('grant select on audit_intake to %I', app);
    execute format('grant update (refused_at) on audit_intake to %I', app);
    revoke all on function audit_entry_written(), audit_entry_placed() from public;
end
$$;
