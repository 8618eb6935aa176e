-- Work lists are per database now, in schema work.
insert into work.event_pending (tenant_id, handler, seq, attempts, due_at) select tenant_id, handler, seq, attempts, due_at from event_pending;
drop table event_pending;

-- Rows of the owner are under row security too where it is forced.
alter table event no force row level security;
insert into work.event_pruning (tenant_id, due_at) select distinct tenant_id, now() from event on conflict do nothing;
alter table event force row level security;

-- Which records of control-store changes have arrived from the outbox, so that none arrives twice.
create table arrival (
    tenant_id uuid not null,
    id uuid not null,
    at timestamptz not null,
    primary key (tenant_id, id)
);
create index on arrival (tenant_id, at);
call protect('arrival');
