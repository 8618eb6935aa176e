-- Work lists are per database now, in schema work; see there for why only triggers write to this one.
insert into work.audit_intake (tenant_id, entry_id) select tenant_id, entry_id from audit_intake;
drop table audit_intake;

create trigger written after insert on audit_entry referencing new table as written for each statement execute function work.audit_entry_written();
create trigger placed after insert on audit_place referencing new table as placed for each statement execute function work.audit_entry_placed();

-- Searches by what happened.
create index on audit_entry (tenant_id, action, id);
create index on audit_entry (tenant_id, category, id);
