-- How many findings are open at a device, by severity, from the index alone.
create index on finding (tenant_id, device_id, severity, analyzer) where state = 'OPEN';

-- A node's last score of each hour in which it changed, 1 to 100; null when it had none any more. What is between two rows is the first one's score.
create table health_history (
    tenant_id uuid not null,
    level text not null,
    id uuid not null,
    at timestamptz not null,
    score integer,
    primary key (tenant_id, level, id, at),
    constraint health_history_score_check check (score between 1 and 100)
);
create index on health_history (tenant_id, at);
call protect('health_history');

-- The scores that there are begin it. (The owner is under the forced policies too, so they are lifted for the moment.)
alter table health no force row level security;
alter table health_history no force row level security;
insert into health_history (tenant_id, level, id, at, score)
select tenant_id, level, id, date_trunc('hour', computed_at, 'UTC'), greatest(1, least(100, (score + 500) / 1000)) from health where score is not null;
alter table health_history force row level security;
alter table health force row level security;
