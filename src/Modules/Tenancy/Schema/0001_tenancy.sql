create table organization (
    tenant_id uuid not null,
    id uuid not null,
    name text not null,
    version bigint not null default 1,
    created_at timestamptz not null,
    primary key (tenant_id, id),
    constraint organization_name_key unique (tenant_id, name)
);
call protect('organization');

-- "group" is a word of SQL.
create table device_group (
    tenant_id uuid not null,
    id uuid not null,
    organization_id uuid not null,
    name text not null,
    version bigint not null default 1,
    created_at timestamptz not null,
    primary key (tenant_id, id),
    constraint device_group_name_key unique (tenant_id, organization_id, name),
    constraint device_group_organization_fkey foreign key (tenant_id, organization_id) references organization
);
call protect('device_group');
