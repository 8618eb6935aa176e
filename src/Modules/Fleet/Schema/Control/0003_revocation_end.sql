-- When the log-in that is refused ends by itself: from then on there is nothing to refuse. How long log-ins are good can be configured, and what was given before
-- may hold longer than what is given now: of what stands here already it is taken to be the longest that can be configured.
select set_config('holdfast.across', 'on', true);
alter table sensor_revocation add column ends_at timestamptz;
update sensor_revocation set ends_at = at + interval '30 days';
alter table sensor_revocation alter column ends_at set not null;
create index on sensor_revocation (ends_at);
