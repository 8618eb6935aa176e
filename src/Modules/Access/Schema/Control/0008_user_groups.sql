-- People who have roles together: assignments of the kind GROUP name a group as their principal.
create table user_group (
    tenant_id uuid not null,
    id uuid not null,
    name text not null,
    meaning text not null,
    version bigint not null default 1,
    created_at timestamptz not null,
    primary key (tenant_id, id)
);
create unique index user_group_name_key on user_group (tenant_id, lower(name));
call protect('user_group');

create table user_group_member (
    tenant_id uuid not null,
    group_id uuid not null,
    user_id uuid not null,
    added_at timestamptz not null,
    primary key (tenant_id, group_id, user_id),
    foreign key (tenant_id, group_id) references user_group on delete cascade,
    foreign key (tenant_id, user_id) references app_user on delete cascade
);
create index on user_group_member (tenant_id, user_id);
call protect('user_group_member');
