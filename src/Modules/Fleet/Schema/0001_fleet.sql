create table enrollment_token (
    tenant_id uuid not null,
    id uuid not null,
    token_hash bytea not null,
    group_id uuid not null,
    expires_at timestamptz not null,
    max_uses integer not null,
    uses integer not null default 0,
    created_at timestamptz not null,
    revoked_at timestamptz,
    primary key (tenant_id, id),
    constraint enrollment_token_hash_key unique (tenant_id, token_hash),
    constraint enrollment_token_uses_check check (uses between 0 and max_uses)
);
call protect('enrollment_token');

-- A removed device keeps its row, so that its sensor can be told.
create table device (
    tenant_id uuid not null,
    id uuid not null,
    group_id uuid not null,
    organization_id uuid not null,
    name text not null,
    hostname text not null,
    machine_id text not null,
    public_key text not null,
    nats_user text,
    enrolled_with uuid not null,
    os_name text not null,
    os_version text not null,
    architecture text not null,
    sensor_version text not null,
    enrolled_at timestamptz not null,
    last_seen_at timestamptz,
    uptime_seconds bigint,
    committed_seq bigint not null default 0,
    dropped_documents bigint not null default 0,
    dead_letters bigint not null default 0,
    pruned_at timestamptz,
    removed_at timestamptz,
    version bigint not null default 1,
    primary key (tenant_id, id)
);
create unique index device_machine_key on device (tenant_id, machine_id, public_key) where removed_at is null;
create index on device (tenant_id, group_id) where removed_at is null;
create index on device (tenant_id, organization_id) where removed_at is null;
call protect('device');

-- Each document is stored once: an id that stands here does not come in again.
create table telemetry_message (
    tenant_id uuid not null,
    device_id uuid not null,
    id uuid not null,
    received_at timestamptz not null,
    primary key (tenant_id, device_id, id)
);
call protect('telemetry_message');

-- Telemetry comes in by COPY, and PostgreSQL refuses COPY FROM on a table with row-level security. So the tables that are read have it,
-- and are empty themselves: rows live in partitions. A partition has no row-level security, and the application role may do one thing
-- with it: insert, and only into the columns other than tenant_id. That column comes from the session (and is not null when there is none),
-- so a COPY cannot name a tenant at all. Reading, changing and deleting go through the parent and its policy; the partition refuses them.
create table metric_sample (
    tenant_id uuid not null default current_tenant(),
    device_id uuid not null,
    at timestamptz not null,
    id uuid not null,
    name text not null,
    instance text,
    value double precision not null,
    primary key (tenant_id, device_id, at, id)
) partition by range (at);
call protect('metric_sample');
create table metric_sample_any partition of metric_sample (tenant_id default current_tenant()) default;

create table log_event (
    tenant_id uuid not null default current_tenant(),
    device_id uuid not null,
    at timestamptz not null,
    id uuid not null,
    kind text not null,
    source text not null,
    program text,
    pid integer,
    account text,
    address text,
    raw text not null,
    primary key (tenant_id, device_id, at, id)
) partition by range (at);
call protect('log_event');
create table log_event_any partition of log_event (tenant_id default current_tenant()) default;

do $$
declare
    app text := current_setting('holdfast.app_role');
begin
    execute format('revoke all on metric_sample_any, log_event_any from %I', app);
    execute format('grant insert (device_id, at, id, name, instance, value) on metric_sample_any to %I', app);
    execute format('grant insert (device_id, at, id, kind, source, program, pid, account, address, raw) on log_event_any to %I', app);
end
$$;

create table inventory (
    tenant_id uuid not null,
    device_id uuid not null,
    at timestamptz not null,
    document jsonb not null,
    content_hash bytea not null,
    primary key (tenant_id, device_id)
);
call protect('inventory');

-- When an inventory's content was another than the one before.
create table inventory_change (
    tenant_id uuid not null,
    device_id uuid not null,
    at timestamptz not null,
    content_hash bytea not null,
    primary key (tenant_id, device_id, at)
);
call protect('inventory_change');

create table command_result (
    tenant_id uuid not null,
    device_id uuid not null,
    command_id uuid not null,
    at timestamptz not null,
    outcome text not null,
    detail text not null,
    output jsonb,
    primary key (tenant_id, device_id, command_id)
);
call protect('command_result');

-- When each device is looked at next. Ids and times only, so that workers can see across tenants what there is to do.
create table analysis_schedule (
    tenant_id uuid not null,
    device_id uuid not null,
    due_at timestamptz not null,
    trace_parent text,
    primary key (tenant_id, device_id)
);
create index on analysis_schedule (due_at);

create table analysis (
    tenant_id uuid not null,
    device_id uuid not null,
    analyzer text not null,
    rules_version integer not null,
    score integer not null,
    computed_at timestamptz not null,
    primary key (tenant_id, device_id, analyzer),
    constraint analysis_score_check check (score between 1 and 100)
);
call protect('analysis');

create table finding (
    tenant_id uuid not null,
    id uuid not null,
    device_id uuid not null,
    analyzer text not null,
    rule text not null,
    key text not null,
    severity text not null,
    title text not null,
    detail text not null,
    points double precision not null,
    evidence jsonb not null,
    first_seen_at timestamptz not null,
    last_seen_at timestamptz not null,
    resolved_at timestamptz,
    state text not null,
    version bigint not null default 1,
    primary key (tenant_id, id)
);
create unique index finding_open_key on finding (tenant_id, device_id, rule, key) where state = 'OPEN';
create index on finding (tenant_id, device_id, id);
call protect('finding');

-- Scores in thousandths, so that sums are exact and the incremental average is the average.
create table health (
    tenant_id uuid not null,
    level text not null,
    id uuid not null,
    parent_id uuid,
    score integer,
    child_sum bigint not null default 0,
    child_count integer not null default 0,
    computed_at timestamptz not null,
    primary key (tenant_id, level, id)
);
create index on health (tenant_id, level, parent_id);
call protect('health');
