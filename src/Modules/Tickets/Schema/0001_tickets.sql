create table ticket (
    tenant_id uuid not null,
    id uuid not null,
    number bigint not null,
    subject text not null,
    description text not null,
    severity text not null,
    execution text not null,
    stage text not null,
    source text not null,
    created_by jsonb not null,
    created_at timestamptz not null,
    finding_id uuid,
    device_id uuid,
    device_name text,
    rule text,
    assignee_id uuid,
    action jsonb,
    intent integer not null default 0,
    attempts integer not null default 0,
    execution_id uuid,
    executing_until timestamptz,
    executed_at timestamptz,
    result jsonb,
    failure jsonb,
    derived_to text,
    derived_note text,
    version bigint not null default 1,
    primary key (tenant_id, id),
    constraint ticket_number_key unique (tenant_id, number)
);
create index on ticket (tenant_id, stage, id);
create index on ticket (tenant_id, execution, id);
create index on ticket (tenant_id, device_id, id);
-- While it is open, one ticket per device and rule.
create unique index ticket_open_finding_key on ticket (tenant_id, device_id, rule) where source = 'FINDING' and stage <> 'CLOSED';
call protect('ticket');

-- The last number given; taken in the ticket's own transaction, so that a number that is not used is not gone.
create table ticket_counter (
    tenant_id uuid primary key,
    last bigint not null
);
call protect('ticket_counter');

create table ticket_comment (
    tenant_id uuid not null,
    id uuid not null,
    ticket_id uuid not null,
    text text not null,
    author jsonb not null,
    created_at timestamptz not null,
    primary key (tenant_id, id),
    constraint ticket_comment_ticket_fkey foreign key (tenant_id, ticket_id) references ticket on delete cascade
);
create index on ticket_comment (tenant_id, ticket_id, id);
call protect('ticket_comment');

-- Which executions are under way. Holds ids only, so that background work can see which tenants have one that is lost.
create table ticket_execution (
    tenant_id uuid not null,
    ticket_id uuid not null,
    until timestamptz not null,
    primary key (tenant_id, ticket_id)
);
create index on ticket_execution (until);
