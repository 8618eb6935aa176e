-- Work lists are per database now, in schema work.
insert into work.webhook_due (tenant_id, delivery_id, webhook_id, due_at) select tenant_id, delivery_id, webhook_id, due_at from webhook_due;
drop table webhook_due;
insert into work.webhook_pruning (tenant_id, due_at) select tenant_id, due_at from webhook_pruning;
drop table webhook_pruning;

-- Events get a mark only where somebody wants them. Rows of the owner are under row security too where it is forced.
alter table webhook no force row level security;
insert into work.event_interest (tenant_id, handler, event, subscriber)
select distinct tenant_id, 'webhooks.enqueue_deliveries', unnest(events), id from webhook where status = 'ACTIVE';
alter table webhook force row level security;
