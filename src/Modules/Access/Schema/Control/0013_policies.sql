-- A tenant's own policies in Cedar's language, beside its roles. text: one statement or more; what is not enabled decides nothing.
create table policy (
    tenant_id uuid not null,
    id uuid not null,
    name text not null,
    meaning text not null,
    text text not null,
    enabled boolean not null,
    version bigint not null default 1,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    primary key (tenant_id, id)
);
create unique index policy_name_key on policy (tenant_id, lower(name));
call protect('policy');

-- Which state of a tenant's policies there is: every process compares, and reads those anew that are not the ones it has.
create table policy_set (
    tenant_id uuid primary key,
    revision bigint not null
);
call protect('policy_set');
