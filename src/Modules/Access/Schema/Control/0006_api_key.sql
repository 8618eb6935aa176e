-- Keys of the tenants' own programs. Only SHA-256 of a text is kept, and its first characters, by which people tell keys apart. After a rotation the
-- text before may be good for some time more.
create table api_key (
    tenant_id uuid not null,
    id uuid not null,
    name text not null,
    prefix text not null,
    mode text not null,
    hash bytea not null constraint api_key_hash_key unique,
    replaced_hash bytea constraint api_key_replaced_hash_key unique,
    replaced_until timestamptz,
    permissions text[] not null,
    organization_id uuid,
    group_id uuid,
    device_id uuid,
    expires_at timestamptz,
    rate_per_minute integer,
    networks cidr[] not null,
    created_by uuid,
    created_at timestamptz not null,
    revoked_at timestamptz,
    revoked_for text,
    last_used_at timestamptz,
    last_used_from inet,
    version bigint not null default 1,
    primary key (tenant_id, id)
);
call protect('api_key');

-- What was asked with a key, by day in UTC and operation: added to in batches.
create table api_key_use (
    tenant_id uuid not null,
    key_id uuid not null,
    day date not null,
    operation text not null,
    requests bigint not null,
    refusals bigint not null,
    primary key (tenant_id, key_id, day, operation),
    foreign key (tenant_id, key_id) references api_key on delete cascade
);
create index on api_key_use (day);
call protect('api_key_use');
