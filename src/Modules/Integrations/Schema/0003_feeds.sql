-- Where an integration hangs: what comes through it is seen from there on. Null: the whole tenant.
alter table integration add organization_id uuid, add group_id uuid;

-- What is read through an integration, and where the reading has come to. What came by a receiver is counted here too.
create table integration_feed (
    tenant_id uuid not null,
    id uuid not null,
    integration_id uuid not null,
    read text not null,
    kind text not null,
    is_pushed boolean not null,
    is_enabled boolean not null,
    every interval not null,
    since timestamptz,
    cursor text,
    position text,
    reading_since timestamptz,
    reading_from timestamptz,
    newest_at timestamptz,
    next_at timestamptz,
    failures integer not null default 0,
    last_success_at timestamptz,
    last_failure_at timestamptz,
    failure_code text,
    failure_detail text,
    received bigint not null default 0,
    rejected bigint not null default 0,
    version bigint not null default 1,
    primary key (tenant_id, id),
    unique (tenant_id, integration_id, read),
    foreign key (tenant_id, integration_id) references integration (tenant_id, id) on delete cascade deferrable
);
call protect('integration_feed');

-- Documents that could not be read: the last ones, with the reason.
create table integration_rejection (
    tenant_id uuid not null,
    id uuid not null,
    integration_id uuid not null,
    read text not null,
    code text not null,
    detail text not null,
    key text,
    at timestamptz not null,
    primary key (tenant_id, id),
    foreign key (tenant_id, integration_id) references integration (tenant_id, id) on delete cascade deferrable
);
create index on integration_rejection (tenant_id, integration_id, id);
call protect('integration_rejection');

-- What products say is wrong. An alert stays when its integration goes.
create table alert (
    tenant_id uuid not null,
    id uuid not null,
    integration_id uuid not null,
    connector text not null,
    read text not null,
    key text not null,
    title text not null,
    severity text not null,
    status text not null,
    is_active boolean not null,
    happened_at timestamptz not null,
    changed_at timestamptz not null,
    received_at timestamptz not null,
    seen_at timestamptz not null,
    occurrences integer not null default 1,
    state text not null,
    state_by jsonb,
    state_at timestamptz,
    organization_id uuid,
    group_id uuid,
    device_id uuid,
    record jsonb not null,
    data jsonb not null,
    version bigint not null default 1,
    primary key (tenant_id, id),
    unique (tenant_id, integration_id, key)
);
create index on alert (tenant_id, state, id);
create index on alert (tenant_id, integration_id, id);
create index on alert (tenant_id, device_id, id) where device_id is not null;
create index on alert (tenant_id, received_at);
call protect('alert');

-- By what alerts of different products are seen to be about one thing.
create table alert_observable (
    tenant_id uuid not null,
    alert_id uuid not null,
    type text not null,
    value text not null,
    primary key (tenant_id, alert_id, type, value),
    foreign key (tenant_id, alert_id) references alert (tenant_id, id) on delete cascade deferrable
);
create index on alert_observable (tenant_id, value, alert_id);
call protect('alert_observable');

-- What products look after.
create table asset (
    tenant_id uuid not null,
    id uuid not null,
    integration_id uuid not null,
    connector text not null,
    read text not null,
    key text not null,
    title text not null,
    is_active boolean not null,
    changed_at timestamptz not null,
    seen_at timestamptz not null,
    organization_id uuid,
    group_id uuid,
    device_id uuid,
    record jsonb not null,
    data jsonb not null,
    primary key (tenant_id, id),
    unique (tenant_id, integration_id, key)
);
call protect('asset');

-- Known weaknesses of what products look after.
create table vulnerability (
    tenant_id uuid not null,
    id uuid not null,
    integration_id uuid not null,
    connector text not null,
    read text not null,
    key text not null,
    title text not null,
    severity text not null,
    is_active boolean not null,
    changed_at timestamptz not null,
    seen_at timestamptz not null,
    organization_id uuid,
    group_id uuid,
    device_id uuid,
    record jsonb not null,
    data jsonb not null,
    primary key (tenant_id, id),
    unique (tenant_id, integration_id, key)
);
create index on vulnerability (tenant_id, severity, id);
call protect('vulnerability');

-- When an integration may send its next request to its product, over all processes.
create table integration_turn (
    tenant_id uuid not null,
    integration_id uuid not null,
    at timestamptz not null,
    primary key (tenant_id, integration_id)
);
call protect('integration_turn');
