-- Where tenants are that are not with the others in schema shared of the control store's database.
create table placement (
    tenant_id uuid primary key,
    kind text not null check (kind in ('SCHEMA', 'DATABASE')),
    database text not null,
    schema text not null,
    since timestamptz not null
);
call protect('placement');
-- A database that is a tenant's own is nobody else's; whether somebody else is there already is looked at by who places, under the same lock as all placing.
create unique index placement_own_database on placement (database) where kind = 'DATABASE';
