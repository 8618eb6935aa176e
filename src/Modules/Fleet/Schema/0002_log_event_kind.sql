-- The newest events of each kind, however many there are of the others.
create index on log_event (tenant_id, device_id, kind, at, id);
