create table playbook (
    tenant_id uuid not null,
    id uuid not null,
    name text not null,
    description text not null,
    state text not null,
    latest integer not null,
    published integer,
    publisher uuid,
    publisher_name text,
    published_at timestamptz,
    events text[] not null default '{}',
    organization_id uuid,
    group_id uuid,
    refused bigint not null default 0,
    refused_at timestamptz,
    refused_code text,
    version bigint not null default 1,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    primary key (tenant_id, id),
    constraint playbook_name_key unique (tenant_id, name)
);
call protect('playbook');

-- A version's text never changes.
create table playbook_version (
    tenant_id uuid not null,
    playbook_id uuid not null,
    number integer not null,
    text text not null,
    created_by uuid,
    created_by_name text not null,
    created_at timestamptz not null,
    primary key (tenant_id, playbook_id, number),
    foreign key (tenant_id, playbook_id) references playbook on delete cascade deferrable
);
call protect('playbook_version');

-- "claim" counts the times that a process took a run on: only the latest goes on with it.
create table playbook_run (
    tenant_id uuid not null,
    id uuid not null,
    playbook_id uuid not null,
    name text not null,
    number integer not null,
    cause text not null,
    event_id uuid,
    origin jsonb not null,
    inputs jsonb not null,
    organization_id uuid,
    group_id uuid,
    device_id uuid,
    publisher jsonb not null,
    created_at timestamptz not null,
    state text not null,
    wish text not null,
    started_by jsonb,
    chain uuid[] not null,
    started_at timestamptz,
    ended_at timestamptz,
    deadline_at timestamptz,
    failure jsonb,
    claim bigint not null default 0,
    version bigint not null default 1,
    primary key (tenant_id, id),
    constraint playbook_run_event_key unique (tenant_id, playbook_id, event_id),
    foreign key (tenant_id, playbook_id, number) references playbook_version on delete cascade deferrable
) with (fillfactor = 70);
create index on playbook_run (tenant_id, playbook_id, created_at);
create index on playbook_run (tenant_id, playbook_id, id) where ended_at is null;
create index on playbook_run (tenant_id, created_at);
call protect('playbook_run');

create table playbook_step (
    tenant_id uuid not null,
    run_id uuid not null,
    path text not null,
    step text not null,
    kind text not null,
    sequence integer not null,
    started_at timestamptz not null,
    state text not null,
    attempts integer not null,
    input jsonb,
    input_digest text,
    output jsonb,
    failure jsonb,
    action_run_id uuid,
    waits_for text,
    decision jsonb,
    due_at timestamptz,
    ended_at timestamptz,
    primary key (tenant_id, run_id, path),
    foreign key (tenant_id, run_id) references playbook_run on delete cascade deferrable
) with (fillfactor = 70);
create index on playbook_step (tenant_id, action_run_id) where action_run_id is not null;
create index on playbook_step (tenant_id, waits_for) where waits_for is not null;
call protect('playbook_step');
