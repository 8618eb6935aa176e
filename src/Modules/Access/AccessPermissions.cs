using Holdfast.Platform.Modularity;

namespace Holdfast.Modules.Access;

/// <summary>The rights of this module.</summary>
internal static class AccessPermissions
{
    public static Permission Read { get; } = new("users", "read", "See the tenant's users.");

    public static Permission Write { get; } = new("users", "write", "Create, change and delete the tenant's users.");

    public static IReadOnlyList<Permission> All { get; } = [Read, Write];
}
