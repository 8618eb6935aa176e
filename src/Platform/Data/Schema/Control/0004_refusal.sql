-- The platform's own log: what was refused of callers who are no tenant's, counted by the minute, by the problem that they were answered, and by the
-- network that they came from. No tenant's content, and none of what was tried.
create table refusal (
    at timestamptz not null,
    kind text not null,
    network text not null,
    count bigint not null,
    primary key (at, kind, network)
);
