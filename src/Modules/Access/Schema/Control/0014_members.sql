-- Invitations into a tenant. Only the SHA-256 of what was sent is kept, of the last sending.
create table tenant_invitation (
    tenant_id uuid not null,
    id uuid not null,
    email text not null,
    role text not null,
    scope_level text not null,
    scope_id uuid not null,
    organization_id uuid,
    group_id uuid,
    device_id uuid,
    invited_by uuid,
    invited_by_name text not null,
    token_hash bytea not null constraint tenant_invitation_token_key unique,
    mail_id uuid not null,
    sends integer not null,
    sent_at timestamptz not null,
    expires_at timestamptz not null,
    ended_at timestamptz,
    accepted_by uuid,
    created_at timestamptz not null,
    version bigint not null default 1,
    primary key (tenant_id, id)
);
create unique index tenant_invitation_open_key on tenant_invitation (tenant_id, lower(email)) where ended_at is null;
create index on tenant_invitation (expires_at);
call protect('tenant_invitation');

-- People of other tenants who are members of this one. Who they are is written here too, and follows what their own tenant says of them.
create table guest (
    tenant_id uuid not null,
    user_id uuid not null,
    home_id uuid not null,
    username text not null,
    email text not null,
    is_disabled boolean not null,
    joined_at timestamptz not null,
    primary key (tenant_id, user_id)
);
create index on guest (home_id, user_id);
call protect('guest');

-- What people of a domain of the tenant's may do by themselves.
create table domain_access (
    tenant_id uuid not null,
    domain_id uuid not null,
    join_role text,
    version bigint not null,
    changed_at timestamptz not null,
    primary key (tenant_id, domain_id)
);
call protect('domain_access');

-- Guests are in user groups too: that a member is there is seen to by whoever adds and removes people.
alter table user_group_member drop constraint user_group_member_tenant_id_user_id_fkey;
