-- Checkpoints that were superseded long ago are thinned to the last of each day (in UTC). The application may delete none; this runs as the owner, for the
-- session's tenant, and leaves what is younger than a day and the newest in any case. Nothing that was given out needs one: proofs carry their own checkpoint, and
-- whether the log continues a checkpoint that somebody kept follows from its leaves.
create index on audit_checkpoint (tenant_id, at);

-- Names are looked for here and last among temporary things, which anybody may make.
select set_config('search_path', quote_ident(current_schema()) || ', pg_temp', true);
create function thin_audit_checkpoints(keep interval) returns integer
    language plpgsql security definer set search_path from current as $$
declare
    before timestamptz := now() - greatest(keep, interval '1 day');
    removed integer;
begin
    delete from audit_checkpoint c using (
        select size, lead(at) over (order by size) as next_at, at from audit_checkpoint where tenant_id = current_tenant() and at < before
         order by size desc limit 50000) old
     where c.tenant_id = current_tenant() and c.size = old.size
       and date_trunc('day', old.next_at, 'UTC') = date_trunc('day', old.at, 'UTC');
    get diagnostics removed = row_count;
    return removed;
end
$$;

do $$
begin
    revoke all on function thin_audit_checkpoints(interval) from public;
    execute format('grant execute on function thin_audit_checkpoints(interval) to %I', current_setting('holdfast.app_role'));
end
$$;
