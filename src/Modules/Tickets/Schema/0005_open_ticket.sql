-- What is not closed: counted and looked through for the overview, and listed.
create index on ticket (tenant_id, id) where stage <> 'CLOSED';
