-- A tenant that is moved to another store arrives table by table.
alter table device_group alter constraint device_group_organization_fkey deferrable;
