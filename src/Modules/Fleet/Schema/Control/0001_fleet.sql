-- Which tenant a token belongs to: all that is known before a machine is a device. The token itself is with the tenant's data.
create table enrollment_token_hash (
    token_hash bytea primary key,
    tenant_id uuid not null,
    expires_at timestamptz not null
);
create index on enrollment_token_hash (expires_at);
call protect('enrollment_token_hash');

-- Log-ins of removed devices that the broker must refuse until they would have expired anyway.
create table sensor_revocation (
    tenant_id uuid not null,
    nats_user text not null,
    at timestamptz not null,
    primary key (tenant_id, nats_user)
);
create index on sensor_revocation (at);
call protect('sensor_revocation');
