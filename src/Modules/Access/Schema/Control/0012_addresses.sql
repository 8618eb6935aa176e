-- Failed sign-ins by where they come from, over all accounts, whether or not there are any: a network (an IPv4 address, a /64 of IPv6) that fails too often may
-- not try for a time that grows. Nothing of a tenant, and no account.
create table guessing_address (
    network text primary key,
    failures integer not null,
    last_at timestamptz not null,
    blocked_until timestamptz
);
create index on guessing_address (last_at);
create index on guessing_address (blocked_until) where blocked_until is not null;

-- From which networks a tenant's own accounts were tried in vain: what a tenant sees of it. released_until: the tenant lets its own accounts be tried from there
-- until then, whatever the network has done elsewhere.
create table address_attempt (
    tenant_id uuid not null,
    id uuid not null,
    network text not null,
    attempts integer not null,
    last_at timestamptz not null,
    released_until timestamptz,
    primary key (tenant_id, network)
);
create index on address_attempt (last_at);
call protect('address_attempt');

-- Networks from which a tenant's own accounts may always be tried.
create table allowed_address (
    tenant_id uuid not null,
    id uuid not null,
    network cidr not null,
    note text not null,
    created_by uuid,
    created_at timestamptz not null,
    primary key (tenant_id, id),
    constraint allowed_address_network_key unique (tenant_id, network)
);
call protect('allowed_address');
