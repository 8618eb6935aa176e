using Holdfast.Platform.Modularity;

namespace Holdfast.Modules.Tenancy;

/// <summary>The rights of this module.</summary>
internal static class TenancyPermissions
{
    public static Permission TenantRead { get; } = new("tenants", "read", "See the tenant's own settings.");

    public static Permission TenantWrite { get; } = new("tenants", "write", "Change the tenant's own settings.");

    public static Permission StructureRead { get; } = new("structure", "read", "See organizations and groups.");

    public static Permission StructureWrite { get; } = new("structure", "write", "Create, rename and delete organizations and groups.");

    public static IReadOnlyList<Permission> All { get; } = [TenantRead, TenantWrite, StructureRead, StructureWrite];
}
