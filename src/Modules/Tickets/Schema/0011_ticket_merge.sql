-- One ticket put into another, and what the one was before: undoing it makes that so again.
create table ticket_merge (
    tenant_id uuid not null,
    id uuid not null,
    source_id uuid not null,
    target_id uuid not null,
    before jsonb not null,
    merged_by jsonb not null,
    merged_at timestamptz not null,
    undone_by jsonb,
    undone_at timestamptz,
    primary key (tenant_id, id),
    constraint ticket_merge_source_fkey foreign key (tenant_id, source_id) references ticket on delete cascade deferrable,
    constraint ticket_merge_target_fkey foreign key (tenant_id, target_id) references ticket on delete cascade deferrable
);
create unique index ticket_merge_source_key on ticket_merge (tenant_id, source_id) where undone_at is null;
create index on ticket_merge (tenant_id, target_id);
call protect('ticket_merge');
