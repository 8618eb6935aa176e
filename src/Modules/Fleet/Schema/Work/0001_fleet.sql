-- When each device is looked at next. "held_until" is the lease of the worker that has it: what a dead one held comes up again at its end.
create table analysis_schedule (
    tenant_id uuid not null,
    device_id uuid not null,
    due_at timestamptz not null,
    held_until timestamptz,
    attempts integer not null default 0,
    trace_parent text,
    primary key (tenant_id, device_id)
);
create index on analysis_schedule (coalesce(held_until, due_at));

-- When each device's telemetry that is too old is looked for next.
create table telemetry_pruning (
    tenant_id uuid not null,
    device_id uuid not null,
    due_at timestamptz not null,
    primary key (tenant_id, device_id)
);
create index on telemetry_pruning (due_at);
