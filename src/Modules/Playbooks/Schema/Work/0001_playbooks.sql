-- Runs that have something to do, and when; a claim moves due_at to the end of its lease, so that what a dead process held comes up again.
create table playbook_run_due (
    tenant_id uuid not null,
    run_id uuid not null,
    due_at timestamptz not null,
    primary key (tenant_id, run_id)
);
create index on playbook_run_due (due_at);

-- Playbooks that a schedule starts, and when next.
create table playbook_schedule_due (
    tenant_id uuid not null,
    playbook_id uuid not null,
    due_at timestamptz not null,
    primary key (tenant_id, playbook_id)
);
create index on playbook_schedule_due (due_at);
