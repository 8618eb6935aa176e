-- A ticket's action is done by a run of the module Actions; here stands which one, and where it was when the ticket last looked.
-- What was under way has no run: whether it happened is not known. (The owner is under the forced policy too, so it is lifted for the moment.)
alter table ticket no force row level security;
update ticket set execution = 'FAILED', failure = '{"code": "ticket.outcome_unknown", "detail": "The server was replaced while the action was under way, so it may have happened or not."}'
 where executing_until is not null;
alter table ticket force row level security;
alter table ticket add column run_id uuid, add column run_state text, drop column execution_id, drop column executing_until;
create index on ticket (tenant_id, run_id) where run_id is not null;
