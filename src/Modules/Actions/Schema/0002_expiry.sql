-- How long what a run did holds, whether it has been seen to hold, and what right it took.
alter table action_run
    add expires_after interval,
    add holds_until timestamptz,
    add verification text not null default 'NONE',
    add verified_at timestamptz,
    add checks integer not null default 0,
    add action_right text not null default 'EXECUTE',
    add ends_itself boolean not null default false;
create index on action_run (tenant_id, through, id);
