-- Values under a data key each, data keys under the key file's key: a copy of this table alone opens nothing.
create table secret (
    tenant_id uuid not null,
    name text not null,
    version integer not null,
    data_key bytea not null,
    ciphertext bytea not null,
    set_at timestamptz not null,
    primary key (tenant_id, name, version)
);
call protect('secret');
