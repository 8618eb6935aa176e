-- How much of what a tenant has and has set aside; changed in the transaction of the thing itself.
create table quota_use (
    tenant_id uuid not null,
    quota text not null,
    used bigint not null default 0,
    reserved bigint not null default 0,
    primary key (tenant_id, quota),
    constraint quota_use_check check (reserved >= 0)
);
call protect('quota_use');

create table quota_reservation (
    tenant_id uuid not null,
    id uuid not null,
    quota text not null,
    amount bigint not null,
    until timestamptz not null,
    ended_at timestamptz,
    is_settled boolean not null default false,
    primary key (tenant_id, id)
);
create index on quota_reservation (tenant_id, quota, until) where ended_at is null;
call protect('quota_reservation');
