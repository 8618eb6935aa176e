-- Who has which role where, and until when. The principal lives in tenant_id; the node is of in_tenant_id's tree: the same tenant, or one below it.
create table assignment (
    tenant_id uuid not null,
    id uuid not null,
    principal_kind text not null,
    principal_id uuid not null,
    role text not null,
    in_tenant_id uuid not null,
    scope_level text not null,
    scope_id uuid not null,
    expires_at timestamptz,
    created_at timestamptz not null,
    primary key (tenant_id, id),
    constraint assignment_key unique (tenant_id, principal_kind, principal_id, role, scope_level, scope_id)
);
call protect('assignment');

-- The owner is under the forced policies too, and sees nobody's rows unless it says so.
select set_config('holdfast.across', 'on', true);
insert into assignment (tenant_id, id, principal_kind, principal_id, role, in_tenant_id, scope_level, scope_id, created_at)
select tenant_id, id, 'USER', id, role, tenant_id, 'TENANT', tenant_id, created_at from app_user;

alter table app_user drop column role;
