-- Guesses at passwords, by SHA-256 of the address that was tried, whether or not it belongs to anyone (lock-out must not tell), and by the
-- network that they came from; network '' counts those from networks from which the account has never signed in.
drop table login_throttle;
create table login_throttle (
    email_hash bytea not null,
    network text not null,
    failures integer not null,
    last_at timestamptz not null,
    locked_until timestamptz,
    primary key (email_hash, network)
);
create index on login_throttle (last_at);

-- Where a person has signed in from: guesses from elsewhere do not keep them out there.
create table known_network (
    tenant_id uuid not null,
    user_id uuid not null,
    network text not null,
    last_at timestamptz not null,
    primary key (tenant_id, user_id, network),
    foreign key (tenant_id, user_id) references app_user on delete cascade
);
create index on known_network (last_at);
call protect('known_network');

-- A person whose password somebody else chose: it is good for choosing another, and for nothing else.
create table first_password (
    tenant_id uuid not null,
    user_id uuid not null,
    set_at timestamptz not null,
    primary key (tenant_id, user_id),
    foreign key (tenant_id, user_id) references app_user on delete cascade
);
call protect('first_password');

-- Single-use texts that an administrator or the operator hands out to somebody who has lost a password. Only SHA-256 of one is kept.
create table password_reset (
    tenant_id uuid not null,
    user_id uuid not null,
    hash bytea not null constraint password_reset_hash_key unique,
    created_at timestamptz not null,
    expires_at timestamptz not null,
    primary key (tenant_id, user_id),
    foreign key (tenant_id, user_id) references app_user on delete cascade
);
call protect('password_reset');

-- authenticated_at: when the person last proved who they are. idle_until: when the session ends unless its tokens are renewed.
alter table login_session
    add column authenticated_at timestamptz,
    add column last_used_at timestamptz,
    add column idle_until timestamptz;
-- The owner is under the forced policies too, and sees nobody's rows unless it says so.
select set_config('holdfast.across', 'on', true);
update login_session set authenticated_at = created_at, last_used_at = created_at, idle_until = expires_at where tenant_id is not null;
alter table login_session
    alter column authenticated_at set not null,
    alter column last_used_at set not null,
    alter column idle_until set not null;
create index on login_session (expires_at);
create index on login_session (idle_until);
