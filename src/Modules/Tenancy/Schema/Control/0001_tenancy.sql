create table tenant (
    tenant_id uuid primary key,
    slug text not null constraint tenant_slug_key unique,
    name text not null,
    version bigint not null default 1,
    created_at timestamptz not null
);
call protect('tenant');
