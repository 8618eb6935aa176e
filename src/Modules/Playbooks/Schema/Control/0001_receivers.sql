-- Addresses to which others post to start a playbook. The token in the address says whose it is; the secret, sealed, proves that they may.
create table playbook_receiver (
    tenant_id uuid not null,
    playbook_id uuid not null,
    token_hash bytea not null,
    sealed_secret bytea not null,
    created_at timestamptz not null,
    renewed_at timestamptz not null,
    primary key (tenant_id, playbook_id)
);
create index on playbook_receiver (token_hash);
call protect('playbook_receiver');
