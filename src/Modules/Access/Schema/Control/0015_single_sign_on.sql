-- Programs of others that say who somebody is (OpenID Connect). Each speaks for accounts of its own tenant alone. The secret by which they know us is sealed, bound to
-- the provider; null for a client without one.
create table identity_provider (
    tenant_id uuid not null,
    id uuid not null constraint identity_provider_id_key unique,
    name text not null,
    preset text not null,
    issuer text not null,
    client_id text not null,
    sealed_secret bytea,
    scopes text[] not null,
    groups_claim text,
    default_role text,
    creates_users boolean not null,
    trusts_second_factor boolean not null,
    status text not null,
    created_at timestamptz not null,
    version bigint not null default 1,
    primary key (tenant_id, id)
);
create unique index identity_provider_name_key on identity_provider (tenant_id, lower(name));
call protect('identity_provider');

-- Whoever a provider says is in a group has a role at a node.
create table identity_provider_mapping (
    tenant_id uuid not null,
    provider_id uuid not null,
    group_value text not null,
    role text not null,
    scope_level text not null,
    scope_id uuid not null,
    primary key (tenant_id, provider_id, group_value, role, scope_level, scope_id),
    foreign key (tenant_id, provider_id) references identity_provider on delete cascade
);
call protect('identity_provider_mapping');

-- Whom a provider means by a subject (OpenID Connect Core 1.0, 2): that and nothing else says who somebody is.
create table external_identity (
    tenant_id uuid not null,
    provider_id uuid not null,
    subject text not null,
    user_id uuid not null,
    linked_at timestamptz not null,
    last_used_at timestamptz not null,
    primary key (tenant_id, provider_id, subject),
    constraint external_identity_user_key unique (tenant_id, provider_id, user_id),
    foreign key (tenant_id, provider_id) references identity_provider on delete cascade,
    foreign key (tenant_id, user_id) references app_user on delete cascade
);
create index on external_identity (tenant_id, user_id);
call protect('external_identity');

-- Sessions that a provider opened, with what it calls them, and the token that it takes back at sign-out, sealed.
create table provided_session (
    tenant_id uuid not null,
    session_id uuid not null,
    provider_id uuid not null,
    subject text not null,
    provider_session text,
    sealed_token bytea,
    primary key (tenant_id, session_id),
    foreign key (tenant_id, session_id) references login_session on delete cascade,
    foreign key (tenant_id, provider_id) references identity_provider on delete cascade
);
create index on provided_session (tenant_id, provider_id, subject);
call protect('provided_session');

-- Roles that somebody has because a provider said so: it takes them away again.
alter table assignment add column provided_by uuid;
create index on assignment (tenant_id, provided_by) where provided_by is not null;

-- What a provider has proved of somebody who owes a second factor yet, sealed.
alter table sign_in_challenge add column sealed_proof bytea;

-- Whether a tenant's people sign in by its providers alone, and who of them need not.
alter table sign_in_rule add column require_sso boolean not null default false;
alter table sign_in_rule add column sso_except uuid[] not null default '{}';
alter table domain_access add column requires_sso boolean not null default false;
