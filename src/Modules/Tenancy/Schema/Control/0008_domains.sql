-- Domains that tenants have proved to be theirs, or want to. "token" is what the domain has to say: it is no secret once it stands there.
create table tenant_domain (
    tenant_id uuid not null,
    id uuid not null,
    name text not null,
    token text not null,
    state text not null constraint tenant_domain_state_check check (state in ('PENDING', 'VERIFIED', 'LAPSED')),
    verified_at timestamptz,
    checked_at timestamptz,
    missing_since timestamptz,
    version bigint not null default 1,
    created_at timestamptz not null,
    changed_at timestamptz not null,
    primary key (tenant_id, id),
    constraint tenant_domain_name_key unique (tenant_id, name)
);
-- One tenant at a time has a domain; others may wait for it.
create unique index tenant_domain_verified_key on tenant_domain (name) where state = 'VERIFIED';
create index on tenant_domain (checked_at) where state = 'VERIFIED';
call protect('tenant_domain');
