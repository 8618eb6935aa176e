-- Whether anything may be done in a tenant, since when not, and why.
alter table tenant
    add column state text not null default 'ACTIVE' constraint tenant_state_check check (state in ('ACTIVE', 'SUSPENDED')),
    add column state_since timestamptz,
    add column state_reason text;
create index on tenant (tenant_id) where state <> 'ACTIVE';
