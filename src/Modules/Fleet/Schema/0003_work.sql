-- Work lists are per database now, in schema work.
insert into work.analysis_schedule (tenant_id, device_id, due_at, trace_parent) select tenant_id, device_id, due_at, trace_parent from analysis_schedule;
drop table analysis_schedule;

-- Old telemetry is looked for apart from analysis. Rows of the owner are under row security too where it is forced.
alter table device no force row level security;
insert into work.telemetry_pruning (tenant_id, device_id, due_at) select tenant_id, id, now() from device;
alter table device force row level security;
alter table device drop column pruned_at;

create index on finding (tenant_id, state, id);
create index on finding (tenant_id, device_id, resolved_at) where state = 'RESOLVED';
create index on telemetry_message (tenant_id, device_id, received_at);
