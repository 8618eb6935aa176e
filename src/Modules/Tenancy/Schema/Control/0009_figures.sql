-- How a tenant stands, as far as it lets those above see: written by the tenant's own work, and by nothing else.
alter table tenant add column shared_figures text[] not null default array['SCORE', 'DEVICES', 'TICKETS', 'USE'];
create table tenant_figures (
    tenant_id uuid primary key,
    at timestamptz not null,
    score integer,
    devices bigint,
    reporting bigint,
    open_findings bigint,
    open_tickets bigint,
    use text
);
call protect('tenant_figures');
