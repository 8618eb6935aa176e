-- What the operator gives to a company that may register: SHA-256 of a single-use code. Nothing of a tenant: there is none yet.
create table invitation (
    hash bytea primary key,
    created_at timestamptz not null,
    expires_at timestamptz not null
);
