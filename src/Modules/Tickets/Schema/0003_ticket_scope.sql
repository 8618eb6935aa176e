-- Where the ticket's device stands, so that a right on its group or organization reaches it; nothing for tickets of the whole tenant.
alter table ticket add column organization_id uuid, add column group_id uuid;
create index on ticket (tenant_id, device_id, id) where device_id is not null;
