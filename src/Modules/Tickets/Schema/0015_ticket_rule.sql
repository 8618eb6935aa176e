-- By what alerts and findings become tickets: the first rule that matches decides.
create table ticket_rule (
    tenant_id uuid not null,
    id uuid not null,
    position integer not null,
    name text not null,
    is_enabled boolean not null,
    source text not null,
    organization_id uuid,
    group_id uuid,
    match jsonb not null,
    outcome text not null,
    opening jsonb not null,
    reason text,
    until timestamptz,
    -- Why it was passed over since it was changed last; null while it works.
    failing text,
    created_by jsonb not null,
    created_at timestamptz not null,
    version bigint not null default 1,
    primary key (tenant_id, id),
    constraint ticket_rule_name_key unique (tenant_id, name)
);
create index on ticket_rule (tenant_id, position);
call protect('ticket_rule');

-- What became of each alert and finding by the rules: one row for each, however often it is said.
create table ticket_signal (
    tenant_id uuid not null,
    source text not null,
    signal_id uuid not null,
    rule_id uuid not null,
    outcome text not null,
    ticket_id uuid,
    -- Of the same rule, what is the same again: a digest.
    key text not null,
    occurrences integer not null default 1,
    at timestamptz not null,
    primary key (tenant_id, source, signal_id),
    constraint ticket_signal_ticket_fkey foreign key (tenant_id, ticket_id) references ticket on delete cascade deferrable
);
create index on ticket_signal (tenant_id, rule_id, at);
create index on ticket_signal (tenant_id, ticket_id) where ticket_id is not null;
create index on ticket_signal (tenant_id, key, at);
create index on ticket_signal (tenant_id, at);
call protect('ticket_signal');
