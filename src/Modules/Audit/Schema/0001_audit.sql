-- Entries as they were hashed, with what a search needs beside them. Insert only: nothing in the application can change one.
create table audit_entry (
    tenant_id uuid not null,
    id uuid not null,
    at timestamptz not null,
    category text not null,
    severity text not null,
    action text not null,
    actor_id uuid,
    actor_name text not null,
    resource_type text not null,
    resource_id uuid,
    resource_name text,
    outcome text not null,
    body bytea not null,
    leaf_hash bytea not null,
    retain_until timestamptz not null,
    primary key (tenant_id, id)
);
create index on audit_entry (tenant_id, resource_id, id) where resource_id is not null;
create index on audit_entry (tenant_id, actor_id, id) where actor_id is not null;
call protect('audit_entry');

-- Which entries have no place in the tree yet. Ids only: the sequencer sees from it which tenants have something to do.
create table audit_intake (
    tenant_id uuid not null,
    entry_id uuid not null,
    primary key (tenant_id, entry_id)
);

create table audit_place (
    tenant_id uuid not null,
    position bigint not null,
    entry_id uuid not null,
    primary key (tenant_id, position),
    constraint audit_place_entry_key unique (tenant_id, entry_id)
);
call protect('audit_place');

-- Roots of complete subtrees (RFC 6962): written once, never changed.
create table audit_node (
    tenant_id uuid not null,
    level integer not null,
    index bigint not null,
    hash bytea not null,
    primary key (tenant_id, level, index)
);
call protect('audit_node');

create table audit_checkpoint (
    tenant_id uuid not null,
    size bigint not null,
    note text not null,
    at timestamptz not null,
    primary key (tenant_id, size)
);
call protect('audit_checkpoint');

-- The Ed25519 key of the tenant's log; the seed is sealed.
create table audit_key (
    tenant_id uuid primary key,
    verifier_key text not null,
    sealed_seed bytea not null,
    created_at timestamptz not null
);
call protect('audit_key');

do $$
begin
    execute format(
        'revoke update, delete on audit_entry, audit_place, audit_node, audit_checkpoint, audit_key from %I', current_setting('holdfast.app_role'));
end
$$;
