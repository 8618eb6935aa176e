-- Which tenants have runs that will be too old some day.
create table playbook_pruning (
    tenant_id uuid primary key,
    due_at timestamptz not null
);
create index on playbook_pruning (due_at);
