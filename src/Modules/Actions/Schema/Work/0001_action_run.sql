-- Runs whose state ends by itself, and when. Ids and times only, so that background work can see which tenants have one.
create table action_run_due (
    tenant_id uuid not null,
    run_id uuid not null,
    due_at timestamptz not null,
    primary key (tenant_id, run_id)
);
create index on action_run_due (due_at);
