-- Entries that come with a tenant from another store have been noted there: what the owner itself writes is not noted again.
create or replace function audit_entry_written() returns trigger language plpgsql security definer set search_path = work, pg_temp as $$
begin
    if session_user <> current_user then
        insert into audit_intake (tenant_id, entry_id) select tenant_id, id from written;
    end if;

    return null;
end
$$;

create or replace function audit_entry_placed() returns trigger language plpgsql security definer set search_path = work, pg_temp as $$
begin
    if session_user <> current_user then
        delete from audit_intake i using placed p where i.tenant_id = p.tenant_id and i.entry_id = p.entry_id;
    end if;

    return null;
end
$$;
