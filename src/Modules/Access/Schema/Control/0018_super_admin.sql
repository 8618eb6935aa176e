-- Who holds the platform's own role SUPER_ADMIN: people, given and taken by the operator on the server's own machine. It stands with the person's tenant, so
-- that it goes with it, and in no table of roles.
create table super_admin (
    tenant_id uuid not null,
    user_id uuid not null,
    granted_at timestamptz not null,
    primary key (tenant_id, user_id),
    foreign key (tenant_id, user_id) references app_user on delete cascade deferrable
);
call protect('super_admin');

-- The platform's own log of what they did, and of who was given the role. It is of no tenant, and outlives the tenants that it names. ended_at stays null
-- where a process ended before it could say how something ended.
create table platform_entry (
    id uuid primary key,
    at timestamptz not null,
    user_id uuid,
    user_name text not null,
    user_email text,
    home_id uuid,
    in_id uuid not null,
    operation text not null,
    subject uuid,
    session_id uuid,
    address inet,
    request_id text not null,
    ended_at timestamptz,
    error text
);
do $$
begin
    execute format('revoke update, delete on platform_entry from %I', current_setting('holdfast.app_role'));
    execute format('grant update (ended_at, error) on platform_entry to %I', current_setting('holdfast.app_role'));
end
$$;

-- Whether somebody acts there by the platform's role, and not from a tenant above.
alter table visit add column by_platform boolean not null default false;
