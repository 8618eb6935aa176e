-- What tenants can have: the operator's price list, the same for all, and nothing of a tenant. Of a quota that a plan does not name the usual limit
-- holds; a plan may have every flag, those that come with later versions among them.
create table plan (
    key text primary key,
    name text not null,
    meaning text not null,
    rank integer not null constraint plan_rank_key unique,
    has_all_flags boolean not null default false,
    version bigint not null default 1,
    changed_at timestamptz not null
);
create table plan_quota (
    plan text not null references plan (key),
    quota text not null,
    most bigint not null constraint plan_quota_check check (most >= 0),
    primary key (plan, quota)
);
create table plan_flag (
    plan text not null references plan (key),
    flag text not null,
    primary key (plan, flag)
);

-- What the operator made of plans. Insert only.
create table plan_change (
    id uuid primary key,
    plan text not null,
    at timestamptz not null,
    before jsonb,
    after jsonb not null
);

insert into plan (key, name, meaning, rank, has_all_flags, changed_at) values
    ('FREE', 'Free', 'To see what it is: a few devices and people.', 10, false, now()),
    ('STARTER', 'Starter', 'For one team: programs, webhooks and outside products.', 20, false, now()),
    ('PROFESSIONAL', 'Professional', 'For many teams, and for providers with tenants below theirs.', 30, false, now()),
    ('ENTERPRISE', 'Enterprise', 'Everything, with the usual limits.', 40, true, now());
insert into plan_quota (plan, quota, most) values
    ('FREE', 'seats', 3), ('FREE', 'devices', 5), ('FREE', 'api_calls', 1000), ('FREE', 'storage', 1000000000),
    ('STARTER', 'seats', 10), ('STARTER', 'devices', 50), ('STARTER', 'api_keys', 5), ('STARTER', 'webhooks', 3), ('STARTER', 'integrations', 2),
    ('STARTER', 'api_calls', 10000), ('STARTER', 'storage', 10000000000),
    ('PROFESSIONAL', 'seats', 50), ('PROFESSIONAL', 'devices', 500), ('PROFESSIONAL', 'api_keys', 50), ('PROFESSIONAL', 'webhooks', 20), ('PROFESSIONAL', 'integrations', 10),
    ('PROFESSIONAL', 'api_calls', 100000), ('PROFESSIONAL', 'storage', 100000000000);
insert into plan_flag (plan, flag) values
    ('STARTER', 'api_keys'), ('STARTER', 'webhooks'), ('STARTER', 'integrations'),
    ('PROFESSIONAL', 'api_keys'), ('PROFESSIONAL', 'webhooks'), ('PROFESSIONAL', 'integrations'), ('PROFESSIONAL', 'custom_roles'), ('PROFESSIONAL', 'child_tenants');

-- Which plan a tenant has, and had: what it is billed by. Each process reads what was changed since it last looked.
create table tenant_plan (
    tenant_id uuid not null,
    since timestamptz not null,
    until timestamptz,
    plan text not null references plan (key),
    changed_at timestamptz not null,
    primary key (tenant_id, since),
    constraint tenant_plan_check check (until >= since)
);
create unique index tenant_plan_now_key on tenant_plan (tenant_id) where until is null;
create index on tenant_plan (changed_at) where until is null;
call protect('tenant_plan');

-- For a time, another plan. What has to be told is what nobody was reminded of, or told the end of.
create table tenant_trial (
    tenant_id uuid not null,
    id uuid not null,
    plan text not null references plan (key),
    started_at timestamptz not null,
    ends_at timestamptz not null,
    extensions integer not null default 0,
    reminded_at timestamptz,
    told_at timestamptz,
    primary key (tenant_id, id)
);
create index on tenant_trial (ends_at) where told_at is null;
call protect('tenant_trial');

-- Flags that are on or off in a tenant whatever its plan says; neither where "is_on" is null.
create table tenant_flag (
    tenant_id uuid not null,
    flag text not null,
    is_on boolean,
    expires_at timestamptz,
    changed_at timestamptz not null,
    primary key (tenant_id, flag)
);
create index on tenant_flag (changed_at);
call protect('tenant_flag');

-- When a tenant's use is looked at next, and what it was, day by day in UTC: "used" at the last look, "peak" the most of all looks.
create table tenant_measure (
    tenant_id uuid primary key,
    due_at timestamptz not null
);
create index on tenant_measure (due_at);
call protect('tenant_measure');

create table tenant_usage_day (
    tenant_id uuid not null,
    day date not null,
    quota text not null,
    used bigint not null,
    peak bigint not null,
    primary key (tenant_id, day, quota)
);
call protect('tenant_usage_day');

-- Who was here before plans were had everything. The owner is under the forced policies too, and sees nobody's rows unless it says so.
select set_config('holdfast.across', 'on', true);
insert into tenant_plan (tenant_id, since, plan, changed_at) select tenant_id, created_at, 'ENTERPRISE', now() from tenant;
insert into tenant_measure (tenant_id, due_at) select tenant_id, now() + random() * interval '1 hour' from tenant;

do $$
begin
    execute format('revoke update, delete on plan_change from %I', current_setting('holdfast.app_role'));
    execute format('revoke delete on plan from %I', current_setting('holdfast.app_role'));
end
$$;
