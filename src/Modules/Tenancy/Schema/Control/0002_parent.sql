-- The tenant above, of a provider's customers; nothing for a tenant that stands by itself.
alter table tenant add column parent_id uuid references tenant (tenant_id), add constraint tenant_parent_check check (parent_id <> tenant_id);
create index on tenant (parent_id) where parent_id is not null;
