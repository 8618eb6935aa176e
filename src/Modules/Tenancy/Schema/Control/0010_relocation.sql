-- Tenants on their way from one place to another, and how those that were moved went.
create table tenant_relocation (
    tenant_id uuid not null,
    id uuid not null,
    from_kind text not null,
    from_database text not null,
    from_schema text not null,
    to_kind text not null,
    to_database text not null,
    to_schema text not null,
    state text not null check (state in ('WAITING', 'PREPARING', 'COPYING', 'CATCHING_UP', 'PAUSED', 'SWITCHED', 'CLEANING', 'DONE', 'FAILED', 'CANCELLED')),
    -- In which tenant it was asked for; all zero for the operator.
    asked_in uuid not null,
    asked_at timestamptz not null,
    started_at timestamptz,
    paused_at timestamptz,
    opened_at timestamptz,
    ended_at timestamptz,
    tables_done integer not null default 0,
    tables integer not null default 0,
    rows_copied bigint not null default 0,
    rows_after bigint not null default 0,
    is_cancelled boolean not null default false,
    error text,
    -- Which process is at it, and until when it is taken for alive.
    holder uuid,
    until timestamptz,
    primary key (tenant_id, id)
);
call protect('tenant_relocation');
create unique index tenant_relocation_one on tenant_relocation (tenant_id) where ended_at is null;
create index on tenant_relocation (asked_at) where ended_at is null;
