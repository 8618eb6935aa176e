-- How a person proved in a session who they are, by the names of RFC 8176: pwd, otp, hwk, swk, user, mfa.
alter table login_session add column methods text[] not null default '{pwd}';

-- Secrets for codes by time (RFC 6238), sealed. Until it is confirmed one is being set up and good for nothing. last_step: the time step of the last code that
-- was accepted; that code and those before it are used up.
create table totp (
    tenant_id uuid not null,
    user_id uuid not null,
    sealed_secret bytea not null,
    created_at timestamptz not null,
    confirmed_at timestamptz,
    last_step bigint not null default 0,
    primary key (tenant_id, user_id),
    foreign key (tenant_id, user_id) references app_user on delete cascade
);
call protect('totp');

-- Codes for who has lost the rest: each is good once and gone then. Only SHA-256 of one is kept.
create table recovery_code (
    tenant_id uuid not null,
    user_id uuid not null,
    hash bytea not null,
    primary key (tenant_id, user_id, hash),
    foreign key (tenant_id, user_id) references app_user on delete cascade
);
call protect('recovery_code');

-- Public keys of people's authenticators (Web Authentication, level 3). The same authenticator may be of people in several tenants.
create table passkey (
    tenant_id uuid not null,
    id uuid not null,
    user_id uuid not null,
    name text not null,
    credential_id bytea not null,
    public_key bytea not null,
    sign_count bigint not null,
    transports text[] not null,
    user_verified boolean not null,
    backup_eligible boolean not null,
    backed_up boolean not null,
    created_at timestamptz not null,
    last_used_at timestamptz,
    primary key (tenant_id, id),
    constraint passkey_credential_key unique (tenant_id, credential_id),
    foreign key (tenant_id, user_id) references app_user on delete cascade
);
create index on passkey (tenant_id, user_id);
call protect('passkey');

-- Somebody gave the right password and still owes a second factor, or has to set one up (enrols). password_hash: what they chose instead of a password
-- that was handed to them. Only SHA-256 of the text that they hold is kept.
create table sign_in_challenge (
    tenant_id uuid not null,
    hash bytea not null constraint sign_in_challenge_hash_key unique,
    user_id uuid not null,
    enrols boolean not null,
    password_hash text,
    tries integer not null default 0,
    expires_at timestamptz not null,
    primary key (tenant_id, hash),
    foreign key (tenant_id, user_id) references app_user on delete cascade
);
create index on sign_in_challenge (expires_at);
call protect('sign_in_challenge');

-- SHA-256 of challenges for passkeys that were answered, until they would have ended: each is answered once. Nothing of a tenant: nobody is known by one.
create table spent_challenge (
    hash bytea primary key,
    expires_at timestamptz not null
);
create index on spent_challenge (expires_at);

-- What a tenant asks of whoever acts in it. A tenant without a row asks nothing.
create table sign_in_rule (
    tenant_id uuid primary key,
    require_second_factor boolean not null default false,
    changed_at timestamptz,
    version bigint not null default 0
);
call protect('sign_in_rule');
