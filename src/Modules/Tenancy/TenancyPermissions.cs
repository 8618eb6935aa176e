using Holdfast.Platform.Modularity;

namespace Holdfast.Modules.Tenancy;

/// <summary>The rights of this module.</summary>
internal static class TenancyPermissions
{
    public static Permission TenantRead { get; } =
        new("tenants", "read", "See the settings of the tenant, and of the tenants below it.", StockRole.Others);

    public static Permission TenantWrite { get; } = new("tenants", "write", "Change the settings of the tenant, and of the tenants below it.");

    public static Permission TenantAdmin { get; } =
        new("tenants", "admin", "Make tenants below the own one, suspend, resume, move and delete them, and set their plans, trials, flags and quotas.");

    public static Permission StructureRead { get; } =
        new("structure", "read", "See organizations and groups.", StockRole.Others);

    public static Permission StructureWrite { get; } =
        new("structure", "write", "Create, rename and delete organizations and groups.", StockRole.Manager);

    public static IReadOnlyList<Permission> All { get; } = [TenantRead, TenantWrite, TenantAdmin, StructureRead, StructureWrite];
}
