create table app_user (
    tenant_id uuid not null,
    id uuid not null,
    username text not null,
    email text not null,
    role text not null,
    status text not null,
    password_hash text not null,
    last_login_at timestamptz,
    version bigint not null default 1,
    created_at timestamptz not null,
    primary key (tenant_id, id),
    constraint app_user_username_key unique (tenant_id, username)
);
-- A person signs in by e-mail address before a tenant is known, so addresses are unique on the platform.
create unique index app_user_email_key on app_user (lower(email));
call protect('app_user');

create table login_session (
    tenant_id uuid not null,
    id uuid not null,
    user_id uuid not null,
    address inet,
    user_agent text,
    created_at timestamptz not null,
    expires_at timestamptz not null,
    ended_at timestamptz,
    end_reason text,
    primary key (tenant_id, id),
    foreign key (tenant_id, user_id) references app_user on delete cascade
);
create index on login_session (tenant_id, user_id);
call protect('login_session');

-- Single use; a used one that comes back ends its session. Only SHA-256 of a token is kept.
create table refresh_token (
    tenant_id uuid not null,
    hash bytea not null constraint refresh_token_hash_key unique,
    session_id uuid not null,
    issued_at timestamptz not null,
    used_at timestamptz,
    primary key (tenant_id, hash),
    foreign key (tenant_id, session_id) references login_session on delete cascade
);
create index on refresh_token (tenant_id, session_id);
call protect('refresh_token');

-- Failed log-ins by SHA-256 of the address that was tried, whether or not it belongs to anyone: lock-out must not tell.
create table login_throttle (
    email_hash bytea primary key,
    failures integer not null,
    last_at timestamptz not null,
    locked_until timestamptz
);

-- The platform's keys for access tokens; the private half is sealed.
create table signing_key (
    kid text primary key,
    public_key bytea not null,
    sealed_private_key bytea not null,
    created_at timestamptz not null,
    retired_at timestamptz
);
