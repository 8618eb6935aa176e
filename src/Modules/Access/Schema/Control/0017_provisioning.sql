-- With what a tenant's identity provider comes in. Only SHA-256 of a text is kept, and its first characters.
create table provisioning_token (
    tenant_id uuid not null,
    id uuid not null,
    name text not null,
    prefix text not null,
    hash bytea not null constraint provisioning_token_hash_key unique,
    expires_at timestamptz,
    rate_per_minute integer,
    created_by uuid,
    created_at timestamptz not null,
    revoked_at timestamptz,
    last_used_at timestamptz,
    last_used_from inet,
    version bigint not null default 1,
    primary key (tenant_id, id)
);
call protect('provisioning_token');

-- What an identity provider says of a person beside their address. A row is there from the first time on that it said something.
create table provisioned_user (
    tenant_id uuid not null,
    user_id uuid not null,
    external_id text,
    display_name text,
    formatted_name text,
    given_name text,
    family_name text,
    -- Whether an identity provider made the account, and whether it is disabled because an identity provider said so.
    made boolean not null,
    deactivated boolean not null,
    primary key (tenant_id, user_id),
    foreign key (tenant_id, user_id) references app_user on delete cascade
);
create index on provisioned_user (tenant_id, external_id);
call protect('provisioned_user');

-- When it was last changed; null since it was made.
alter table app_user add column changed_at timestamptz;

alter table user_group add column provisioned boolean not null default false, add column external_id text, add column changed_at timestamptz;
create index on user_group (tenant_id, external_id) where provisioned;
