-- Roles that a tenant makes itself: what they give (area:verb, area:* or *), and the roles whose permissions they give as well, by the id of a stock
-- role or of one of these. Assignments name them by their id, like stock roles.
create table role (
    tenant_id uuid not null,
    id uuid not null,
    name text not null,
    meaning text not null,
    permissions text[] not null,
    parents text[] not null,
    version bigint not null default 1,
    created_at timestamptz not null,
    primary key (tenant_id, id)
);
create unique index role_name_key on role (tenant_id, lower(name));
call protect('role');

-- An end that can be moved needs a version.
alter table assignment add column version bigint not null default 1;
create index on assignment (tenant_id, role);
create index on assignment (tenant_id, principal_id);
