-- What is to be removed from stores outside, and when.
create table outside_secret_due (
    tenant_id uuid not null,
    id uuid not null,
    due_at timestamptz not null,
    attempts integer not null default 0,
    primary key (tenant_id, id)
);
create index on outside_secret_due (due_at);
