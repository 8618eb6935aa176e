create index on device (tenant_id, lower(hostname)) where removed_at is null;
create index on device (tenant_id, lower(name)) where removed_at is null;
