-- Limits that a tenant has instead of the usual ones; none where "most" is null. Each process reads what was changed since it last looked.
create table tenant_quota (
    tenant_id uuid not null,
    quota text not null,
    most bigint,
    expires_at timestamptz,
    changed_at timestamptz not null,
    primary key (tenant_id, quota),
    constraint tenant_quota_check check (most >= 0)
);
create index on tenant_quota (changed_at);
call protect('tenant_quota');
