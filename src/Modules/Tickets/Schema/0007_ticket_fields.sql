-- What people say of a ticket besides its words, and when which part of its life was over. What is computed from other columns is generated: the rank of
-- a severity, the soonest clock that still runs (far away when none does), and the words that are looked for. These are not said to be never null: a
-- tenant that is moved to another database passes through tables that are like these but do not generate.
alter table ticket
    add column priority text not null default 'NORMAL',
    add column tags text[] not null default '{}',
    add column occurred_at timestamptz,
    add column detected_at timestamptz,
    add column acknowledged_at timestamptz,
    add column resolved_at timestamptz,
    add column closing_reason text,
    add column resolution text,
    add column reopened integer not null default 0,
    add column parent_id uuid,
    add column duplicate_of uuid,
    add column merged_into uuid,
    add column due_at timestamptz,
    add column acknowledge_by timestamptz,
    add column resolve_by timestamptz,
    add column escalation integer not null default 0,
    add column missed text[] not null default '{}',
    add column severity_rank smallint
        generated always as (case severity when 'CRITICAL' then 4 when 'HIGH' then 3 when 'MEDIUM' then 2 else 1 end) stored,
    add column priority_rank smallint
        generated always as (case priority when 'URGENT' then 4 when 'HIGH' then 3 when 'NORMAL' then 2 else 1 end) stored,
    add column clock_at timestamptz
        generated always as (case when stage = 'CLOSED' then timestamptz '9999-12-31 00:00:00+00'
            else least(due_at, resolve_by, case when acknowledged_at is null then acknowledge_by end, timestamptz '9999-12-31 00:00:00+00') end) stored,
    add column words tsvector generated always as (to_tsvector('simple', subject || ' ' || description)) stored;

-- What there is already. (The owner is under the forced policy too, so it is lifted for the moment.)
alter table ticket no force row level security;
update ticket set
    priority = case severity when 'CRITICAL' then 'URGENT' when 'HIGH' then 'HIGH' when 'MEDIUM' then 'NORMAL' else 'LOW' end,
    detected_at = case when source = 'FINDING' then created_at end,
    closing_reason = case when stage = 'CLOSED' then 'RESOLVED' end;
alter table ticket force row level security;

create index on ticket (tenant_id, severity_rank, id);
create index on ticket (tenant_id, priority_rank, id);
create index on ticket (tenant_id, clock_at, id);
create index on ticket (tenant_id, assignee_id, id) where assignee_id is not null;
create index on ticket (tenant_id, parent_id) where parent_id is not null;
create index on ticket (tenant_id, duplicate_of) where duplicate_of is not null;
create index on ticket (tenant_id, resolved_at) where resolved_at is not null;
create index on ticket (tenant_id, created_at);
create index on ticket using gin (tags);
create index on ticket using gin (words);

alter table ticket_comment
    add column words tsvector generated always as (to_tsvector('simple', text)) stored,
    add column merges uuid[] not null default '{}';
create index on ticket_comment using gin (words);
