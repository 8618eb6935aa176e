-- What belongs to a ticket. "merges" are the merges that brought a row where it is, the last one last.
create table ticket_watcher (
    tenant_id uuid not null,
    ticket_id uuid not null,
    user_id uuid not null,
    added_by jsonb not null,
    added_at timestamptz not null,
    merges uuid[] not null default '{}',
    primary key (tenant_id, ticket_id, user_id),
    constraint ticket_watcher_ticket_fkey foreign key (tenant_id, ticket_id) references ticket on delete cascade deferrable
);
create index on ticket_watcher (tenant_id, user_id, ticket_id);
call protect('ticket_watcher');

create table ticket_observable (
    tenant_id uuid not null,
    id uuid not null,
    ticket_id uuid not null,
    kind text not null,
    value text not null,
    added_by jsonb not null,
    added_at timestamptz not null,
    merges uuid[] not null default '{}',
    primary key (tenant_id, id),
    constraint ticket_observable_key unique (tenant_id, ticket_id, kind, value),
    constraint ticket_observable_ticket_fkey foreign key (tenant_id, ticket_id) references ticket on delete cascade deferrable
);
create index on ticket_observable (tenant_id, value, kind);
call protect('ticket_observable');

create table ticket_link (
    tenant_id uuid not null,
    id uuid not null,
    ticket_id uuid not null,
    kind text not null,
    target text not null,
    added_by jsonb not null,
    added_at timestamptz not null,
    merges uuid[] not null default '{}',
    primary key (tenant_id, id),
    constraint ticket_link_key unique (tenant_id, ticket_id, kind, target),
    constraint ticket_link_ticket_fkey foreign key (tenant_id, ticket_id) references ticket on delete cascade deferrable
);
create index on ticket_link (tenant_id, target, kind);
call protect('ticket_link');

-- What has happened to a ticket. Written with the change that it tells of, and never changed.
create table ticket_entry (
    tenant_id uuid not null,
    id uuid not null,
    ticket_id uuid not null,
    kind text not null,
    actor jsonb not null,
    at timestamptz not null,
    detail jsonb not null,
    primary key (tenant_id, id),
    constraint ticket_entry_ticket_fkey foreign key (tenant_id, ticket_id) references ticket on delete cascade deferrable
);
create index on ticket_entry (tenant_id, ticket_id, id);

-- The openings and comments of before; an entry has the id of what it tells of, and so its place in time.
alter table ticket no force row level security;
alter table ticket_comment no force row level security;
insert into ticket_entry (tenant_id, id, ticket_id, kind, actor, at, detail)
select tenant_id, id, id, 'OPENED', created_by, created_at, '{}' from ticket;
insert into ticket_entry (tenant_id, id, ticket_id, kind, actor, at, detail)
select tenant_id, id, ticket_id, 'COMMENTED', author, created_at, jsonb_build_object('commentId', id) from ticket_comment;
alter table ticket force row level security;
alter table ticket_comment force row level security;
call protect('ticket_entry');
do $$ begin
    execute format('revoke update on ticket_entry from %I', current_setting('holdfast.app_role'));
end $$;
