-- The Ed25519 key with which the platform signs what it says of itself, such as that a tenant is gone; the seed is sealed.
create table platform_key (
    name text primary key,
    verifier_key text not null,
    sealed_seed bytea not null,
    created_at timestamptz not null
);

do $$
begin
    execute format('revoke update, delete on platform_key from %I', current_setting('holdfast.app_role'));
end
$$;
