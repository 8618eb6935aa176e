-- What is to be sent when; a claim moves due_at to the end of its lease, so that what a dead worker held comes up again.
create table webhook_due (
    tenant_id uuid not null,
    delivery_id uuid not null,
    webhook_id uuid not null,
    due_at timestamptz not null,
    primary key (tenant_id, delivery_id)
);
create index on webhook_due (webhook_id, due_at, tenant_id);

-- Which tenants have deliveries that will be too old some day.
create table webhook_pruning (
    tenant_id uuid primary key,
    due_at timestamptz not null
);
create index on webhook_pruning (due_at);
