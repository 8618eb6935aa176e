-- A tenant that is to be deleted is closed at once and has a time of grace; what is DELETING can be resumed, what is REMOVING is going.
-- What its log had come to is written down before the log goes.
alter table tenant
    add column delete_at timestamptz,
    add column final_checkpoint text,
    drop constraint tenant_state_check,
    add constraint tenant_state_check check (state in ('ACTIVE', 'SUSPENDED', 'DELETING', 'REMOVING')),
    add constraint tenant_delete_at_check check ((state in ('DELETING', 'REMOVING')) = (delete_at is not null));
create index on tenant (delete_at) where delete_at is not null;

-- What is left of tenants that were deleted: a signed statement, for the tenant that stood above (all zero where there was none). Insert only.
create table tenant_deletion (
    tenant_id uuid not null,
    id uuid not null,
    slug text not null,
    name text not null,
    asked_at timestamptz not null,
    removed_at timestamptz not null,
    statement text not null,
    primary key (tenant_id, id)
);
call protect('tenant_deletion');

do $$
begin
    execute format('revoke update, delete on tenant_deletion from %I', current_setting('holdfast.app_role'));
end
$$;
