-- Filters of tickets that people keep, for themselves or for all of the tenant.
create table ticket_view (
    tenant_id uuid not null,
    id uuid not null,
    owner_id uuid not null,
    name text not null,
    is_shared boolean not null,
    query jsonb not null,
    sort text,
    created_at timestamptz not null,
    version bigint not null default 1,
    primary key (tenant_id, id),
    constraint ticket_view_name_key unique (tenant_id, owner_id, name)
);
create index on ticket_view (tenant_id, name) where is_shared;
call protect('ticket_view');
