namespace Holdfast.Platform.Data;

/// <summary>
/// How much a tenant has stored, in bytes, without indexes: exactly where a table has few rows of it, and otherwise by the width of some rows and
/// the planner's estimate of how many there are. So it costs about the same for a tenant that has much as for one that has little.
/// </summary>
public static class Measure
{
    private const int RowsLookedAt = 1000;

    /// <summary>In the tenant's own store.</summary>
    public static Task<long> Of(TenantSession session, CancellationToken ct) => Ask(session, ct);

    /// <summary>In the control store.</summary>
    public static Task<long> Of(ControlSession control, CancellationToken ct) => Ask(control, ct);

    private static Task<long> Ask(Session session, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(session);
        return session.First($"select measure_tenant({RowsLookedAt})", row => row.Long(), ct);
    }
}
