-- The work lists of this database: what there is to do, for all its tenants in whichever schema they are, so that asking for it costs the same
-- with ten tenants and with ten thousand. Ids, names of handlers and events, times and counts; no tenant's content, and so no row security.

-- Which handler still has which event before it.
create table event_pending (
    tenant_id uuid not null,
    handler text not null,
    seq bigint not null,
    attempts integer not null default 0,
    due_at timestamptz not null,
    primary key (tenant_id, handler, seq)
);
create index on event_pending (tenant_id, seq);
-- A lane is looked at by its head; what was set aside is not in it.
create index event_pending_lane on event_pending (tenant_id, handler, seq) where due_at < 'infinity';

-- Which events somebody of a tenant has subscribed to, for handlers of any event.
create table event_interest (
    tenant_id uuid not null,
    handler text not null,
    event text not null,
    subscriber uuid not null,
    primary key (tenant_id, handler, event, subscriber)
);

-- Which tenants have events that will be too old some day.
create table event_pruning (
    tenant_id uuid primary key,
    due_at timestamptz not null
);
create index on event_pruning (due_at);

-- In the control store's database: what waits to be carried to tenants' stores elsewhere.
create table outbox_due (
    tenant_id uuid not null,
    id uuid not null,
    due_at timestamptz not null,
    primary key (tenant_id, id)
);
create index on outbox_due (tenant_id, due_at);
