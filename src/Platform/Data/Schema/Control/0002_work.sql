-- Events and audit entries of control-store changes whose tenant's store is in another database, until they are carried there.
create table outbox (
    tenant_id uuid not null,
    id uuid not null,
    seq bigint generated always as identity,
    kind text not null,
    content bytea not null,
    at timestamptz not null,
    primary key (tenant_id, id)
);
create index on outbox (tenant_id, seq);
call protect('outbox');

-- A lease is held while the work is under way and renewed meanwhile; due_at says when it comes up again.
alter table lease add column due_at timestamptz not null default now();
