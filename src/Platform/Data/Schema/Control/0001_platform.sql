-- The settings that a session sends with every statement. Unset means nobody, and nobody sees nothing.
create function current_tenant() returns uuid
    language sql stable parallel safe
    return nullif(current_setting('holdfast.tenant', true), '')::uuid;

-- On for what happens before a tenant is known: registration, login, key look-up.
create function across_tenants() returns boolean
    language sql stable parallel safe
    return coalesce(current_setting('holdfast.across', true), '') = 'on';

-- Puts forced row-level security on a table with a tenant_id.
create procedure protect(target text) language plpgsql as $$
begin
    execute format('alter table %I enable row level security', target);
    execute format('alter table %I force row level security', target);
    execute format(
        'create policy tenant on %I using (tenant_id = current_tenant() or across_tenants()) with check (tenant_id = current_tenant() or across_tenants())',
        target);
end
$$;

-- Which process does a kind of platform-wide background work. No tenant's content.
create table lease (
    name text primary key,
    holder uuid not null,
    until timestamptz not null
);

-- Stored answers of POST requests with an Idempotency-Key, for replays within 24 hours; rows are pruned after 7 days. The owner is a tenant, or all zero before one is known.
create table idempotency (
    tenant_id uuid not null,
    principal text not null,
    key text not null,
    request_hash bytea not null,
    started_at timestamptz not null,
    finished_at timestamptz,
    status integer,
    content_type text,
    headers jsonb,
    body bytea,
    primary key (tenant_id, principal, key)
);
create index on idempotency (started_at);
call protect('idempotency');
