-- An endpoint hears of what happens at its node of the tree and below it; of everything in the tenant where it has none.
alter table webhook add column organization_id uuid, add column group_id uuid, add column device_id uuid;
