namespace Holdfast.Platform.Data;

/// <summary>Takes everything of a tenant out of a store: by its column, from every table that there is. Run again after any failure, it goes on.</summary>
public static class Purge
{
    // A transaction each, so that no lock is held for long.
    private const int RowsAtATime = 10_000;

    /// <summary>Every row of the session's tenant in its own store, and in that database's work lists.</summary>
    public static Task Of(TenantSession session, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(session);
        return Empty(session.Bookkeeping, [], ct);
    }

    /// <summary>Every row of the session's tenant in the control store, but for some tables.</summary>
    public static Task Of(ControlSession control, string[] kept, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(control);
        return Empty(control.Bookkeeping, kept, ct);
    }

    private static async Task Empty(Func<Change> begin, string[] kept, CancellationToken ct)
    {
        int gone;
        do
        {
            await using var change = begin();
            gone = await change.First($"select purge_tenant({RowsAtATime}, {kept}), {change.Op.Tenant} as tenant_id", row => row.Int(), ct);
            await change.Commit(ct);
        }
        while (gone > 0);
    }
}
