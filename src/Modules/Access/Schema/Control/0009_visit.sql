-- People of a tenant above who act in this one: it has who they are, so that it can see it. "access" is what it allowed when the visit was opened; when it
-- allows less, its visits end.
create table visit (
    tenant_id uuid not null,
    id uuid not null,
    home_id uuid not null,
    home_name text not null,
    user_id uuid not null,
    user_name text not null,
    user_email text not null,
    session_id uuid not null,
    access text not null constraint visit_access_check check (access in ('READ', 'FULL')),
    opened_at timestamptz not null,
    ends_at timestamptz not null,
    ended_at timestamptz,
    primary key (tenant_id, id)
);
create index on visit (home_id, session_id) where ended_at is null;
create index on visit (ends_at);
call protect('visit');

-- Who made a tenant had a role in it for good; now its maker acts in it by switching, as everybody of the tenant above does.
delete from assignment where in_tenant_id <> tenant_id;
