-- A secret stands here as a reference only; its value is the vault's.
create table integration (
    tenant_id uuid not null,
    id uuid not null,
    connector text not null,
    name text not null,
    settings jsonb not null,
    secret_store text,
    secret_name text,
    secret_version integer,
    secret_set_at timestamptz,
    status text not null,
    last_tested_at timestamptz,
    last_error text,
    version bigint not null default 1,
    created_at timestamptz not null,
    primary key (tenant_id, id),
    constraint integration_name_key unique (tenant_id, name)
);
call protect('integration');
