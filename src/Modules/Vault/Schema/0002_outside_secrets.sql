-- What this server has made in a store outside: written down before it is made there, so that nothing is left over there whatever happens
-- in between. The value is not here; the name outside follows from tenant and id.
create table outside_secret (
    tenant_id uuid not null,
    id uuid not null,
    vault text not null,
    state text not null,
    primary key (tenant_id, id)
);
call protect('outside_secret');

-- What is to be removed outside, and when. Holds ids only, so that background work can see which tenants have something to do.
create table outside_secret_due (
    tenant_id uuid not null,
    id uuid not null,
    due_at timestamptz not null,
    attempts integer not null default 0,
    primary key (tenant_id, id)
);
create index on outside_secret_due (due_at);
