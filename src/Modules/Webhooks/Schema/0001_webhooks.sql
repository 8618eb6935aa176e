create table webhook (
    tenant_id uuid not null,
    id uuid not null,
    url text not null,
    description text not null,
    events text[] not null,
    status text not null,
    disabled_reason text,
    max_retries integer not null,
    timeout_seconds integer not null,
    retry_delay_seconds integer not null,
    secret bytea not null,
    version bigint not null default 1,
    created_at timestamptz not null,
    primary key (tenant_id, id)
);
call protect('webhook');

-- What deliveries say of an endpoint; apart from it, so that deliveries do not change its version.
create table webhook_health (
    tenant_id uuid not null,
    webhook_id uuid not null,
    successes bigint not null default 0,
    failures bigint not null default 0,
    last_delivery_at timestamptz,
    not_before timestamptz,
    primary key (tenant_id, webhook_id),
    foreign key (tenant_id, webhook_id) references webhook on delete cascade
) with (fillfactor = 50);
call protect('webhook_health');

-- One event for one endpoint. "claim" counts the times that a worker took it: an outcome is recorded only by the latest.
create table webhook_delivery (
    tenant_id uuid not null,
    id uuid not null,
    webhook_id uuid not null,
    event text not null,
    event_id uuid not null,
    body text not null,
    trace_parent text,
    status text not null,
    tries integer not null default 0,
    claim bigint not null default 0,
    attempts jsonb not null default '[]',
    next_attempt_at timestamptz,
    finished_at timestamptz,
    created_at timestamptz not null,
    primary key (tenant_id, id),
    constraint webhook_delivery_event_key unique (tenant_id, webhook_id, event_id),
    foreign key (tenant_id, webhook_id) references webhook on delete cascade
);
create index on webhook_delivery (tenant_id, webhook_id, id);
create index on webhook_delivery (tenant_id, finished_at) where finished_at is not null;
call protect('webhook_delivery');

-- What is to be sent when. Holds ids only, so that background work can see which tenants have something to do; a claim moves due_at to the
-- end of its lease, so that what a dead worker held comes up again.
create table webhook_due (
    tenant_id uuid not null,
    delivery_id uuid not null,
    webhook_id uuid not null,
    due_at timestamptz not null,
    primary key (tenant_id, delivery_id)
);
create index on webhook_due (webhook_id, due_at, tenant_id);

-- Which tenants have deliveries that will be too old some day. Holds ids only.
create table webhook_pruning (
    tenant_id uuid primary key,
    due_at timestamptz not null
);
