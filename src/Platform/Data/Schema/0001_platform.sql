create function current_tenant() returns uuid
    language sql stable parallel safe
    return nullif(current_setting('holdfast.tenant', true), '')::uuid;

-- Puts forced row-level security on a table with a tenant_id.
create procedure protect(target text) language plpgsql as $$
begin
    execute format('alter table %I enable row level security', target);
    execute format('alter table %I force row level security', target);
    execute format('create policy tenant on %I using (tenant_id = current_tenant()) with check (tenant_id = current_tenant())', target);
end
$$;

-- What has happened, committed with the change that made it happen.
create table event (
    tenant_id uuid not null,
    seq bigint generated always as identity,
    id uuid not null,
    name text not null,
    at timestamptz not null,
    data jsonb not null,
    trace_parent text,
    primary key (tenant_id, seq)
);
create index on event (tenant_id, at);
call protect('event');

-- Which handler still has which event before it. Holds ids only, so that background work can see which tenants have something to do.
create table event_pending (
    tenant_id uuid not null,
    handler text not null,
    seq bigint not null,
    attempts integer not null default 0,
    due_at timestamptz not null,
    primary key (tenant_id, handler, seq)
);
create index on event_pending (due_at);
