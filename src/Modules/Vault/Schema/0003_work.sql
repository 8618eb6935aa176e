-- Work lists are per database now, in schema work.
insert into work.outside_secret_due (tenant_id, id, due_at, attempts) select tenant_id, id, due_at, attempts from outside_secret_due;
drop table outside_secret_due;
