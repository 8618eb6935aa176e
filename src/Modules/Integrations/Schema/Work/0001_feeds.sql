-- Feeds that are to be read, and when. Ids and times only, so that background work can see which tenants have one.
create table integration_feed_due (
    tenant_id uuid not null,
    feed_id uuid not null,
    due_at timestamptz not null,
    primary key (tenant_id, feed_id)
);
create index on integration_feed_due (due_at);

-- When a tenant's old alerts and rejections are to be removed next.
create table integration_pruning_due (
    tenant_id uuid not null,
    due_at timestamptz not null,
    primary key (tenant_id)
);
create index on integration_pruning_due (due_at);
