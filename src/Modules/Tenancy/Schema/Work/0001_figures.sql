-- Tenants of which something has changed that those above may see. "marks" counts what has, so that what changes while they are written is not lost.
create table figures_due (
    tenant_id uuid primary key,
    due_at timestamptz not null,
    marks bigint not null default 1
);
create index on figures_due (due_at);
