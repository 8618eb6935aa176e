using Holdfast.Platform.Modularity.Flags;

namespace Holdfast.Modules.Tenancy;

/// <summary>The parts of this module that a tenant has by its plan.</summary>
internal static class TenancyFlags
{
    public static Flag ChildTenants { get; } = new("child_tenants", "Make tenants below the own one.");
}
