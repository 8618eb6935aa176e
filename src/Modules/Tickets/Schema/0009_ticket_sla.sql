-- How soon tickets of a tenant are to be acknowledged and resolved, and when its people are at work; without a row, as its plan usually has it.
create table ticket_sla (
    tenant_id uuid primary key,
    terms jsonb not null,
    version bigint not null default 1
);
call protect('ticket_sla');
