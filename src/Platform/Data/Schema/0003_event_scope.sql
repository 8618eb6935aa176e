-- Where in its tenant's tree an event happened; nothing for the tenant itself.
alter table event add column organization_id uuid, add column group_id uuid, add column device_id uuid;
