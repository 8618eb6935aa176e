-- To whom a ticket was handed, one after the other, and what became of it. Of a ticket one at a time is not ended.
create table ticket_custody (
    tenant_id uuid not null,
    id uuid not null,
    ticket_id uuid not null,
    recipient text not null,
    owner_id uuid,
    note text,
    handed_by jsonb not null,
    handed_at timestamptz not null,
    due_at timestamptz,
    state text not null,
    accepted_by jsonb,
    accepted_at timestamptz,
    ended_by jsonb,
    ended_at timestamptz,
    answer text,
    primary key (tenant_id, id),
    constraint ticket_custody_ticket_fkey foreign key (tenant_id, ticket_id) references ticket on delete cascade deferrable
);
create index on ticket_custody (tenant_id, ticket_id, id);
create unique index ticket_custody_held_key on ticket_custody (tenant_id, ticket_id) where ended_at is null;

-- Tickets that are handed on already: when that was is not known any more, so it was when the ticket was opened.
alter table ticket no force row level security;
insert into ticket_custody (tenant_id, id, ticket_id, recipient, note, handed_by, handed_at, state)
select tenant_id, id, id, derived_to, derived_note, created_by, created_at, 'HANDED' from ticket where execution = 'DERIVED';
alter table ticket force row level security;
call protect('ticket_custody');
