-- Where in the tenant's tree the thing hangs that an entry is about, so that a right there reaches the entry; nothing for the tenant itself.
alter table audit_entry add column organization_id uuid, add column group_id uuid, add column device_id uuid;
