-- Addresses to which products post. The token in the address is all that is known of the caller until the product's own proof is looked at.
create table integration_receiver (
    tenant_id uuid not null,
    id uuid not null,
    integration_id uuid not null,
    inbound text not null,
    token_hash bytea not null,
    created_at timestamptz not null,
    primary key (tenant_id, id)
);
create index on integration_receiver (token_hash);
create index on integration_receiver (tenant_id, integration_id);
call protect('integration_receiver');
