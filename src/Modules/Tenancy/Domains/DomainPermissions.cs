using Holdfast.Platform.Modularity;

namespace Holdfast.Modules.Tenancy.Domains;

/// <summary>Rights over the tenant's domains.</summary>
internal static class DomainPermissions
{
    public static Permission Read { get; } = new("domains", "read", "See which domains are the tenant's.", StockRole.Manager, StockRole.ReadOnly, StockRole.Auditor);

    public static Permission Write { get; } = new("domains", "write", "Add, prove and remove domains of the tenant, and say what their people may do.");

    public static IReadOnlyList<Permission> All { get; } = [Read, Write];
}
