-- Runs that ended are removed by when they ended; the newest of a playbook stays.
create index on playbook_run (tenant_id, ended_at) where ended_at is not null;
