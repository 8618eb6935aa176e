-- Tickets with a clock that still runs, and when it runs out. Ids and times only, so that background work can see which tenants have one.
create table ticket_due (
    tenant_id uuid not null,
    ticket_id uuid not null,
    due_at timestamptz not null,
    primary key (tenant_id, ticket_id)
);
create index on ticket_due (due_at);
