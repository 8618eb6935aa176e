using Npgsql;

namespace Holdfast.Platform.Data;

/// <summary>Refuses to serve as a role for which row-level security would not hold.</summary>
public static class RoleCheck
{
    /// <summary>Null when the role is fit: no superuser, no BYPASSRLS, owner of nothing and member of no such role; otherwise what is wrong with it.</summary>
    public static async Task<string?> WhatIsWrong(NpgsqlDataSource application, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(application);
        await using var command = application.CreateCommand(
            """
            select r.rolname,
                   r.rolsuper,
                   r.rolbypassrls,
                   (select format('%I.%I', n.nspname, c.relname)
                      from pg_class c join pg_namespace n on n.oid = c.relnamespace
                     where c.relkind in ('r', 'p') and n.nspname not in ('pg_catalog', 'information_schema') and pg_has_role(r.oid, c.relowner, 'member')
                     order by 1 limit 1),
                   (select s.rolname from pg_roles s where s.oid <> r.oid and (s.rolsuper or s.rolbypassrls) and pg_has_role(r.oid, s.oid, 'member') limit 1)
              from pg_roles r where r.rolname = current_user
            """);
        await using var row = await command.ExecuteReaderAsync(ct);
        await row.ReadAsync(ct);
        var name = row.GetString(0);
        const string Cure = "Row-level security would not hold. Give DATABASE_URL a role that owns nothing, is no superuser and has no BYPASSRLS.";
        return row.GetBoolean(1) ? $"Role {name} is a superuser. {Cure}"
            : row.GetBoolean(2) ? $"Role {name} has BYPASSRLS. {Cure}"
            : !await row.IsDBNullAsync(3, ct) ? $"Role {name} owns table {row.GetString(3)}. {Cure}"
            : !await row.IsDBNullAsync(4, ct) ? $"Role {name} is a member of {row.GetString(4)}. {Cure}"
            : null;
    }
}
