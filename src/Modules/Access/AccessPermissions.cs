using Holdfast.Platform.Modularity;

namespace Holdfast.Modules.Access;

/// <summary>The rights of this module.</summary>
internal static class AccessPermissions
{
    public static Permission Read { get; } =
        new("users", "read", "See the tenant's users and user groups.", StockRole.Manager, StockRole.ReadOnly, StockRole.Auditor);

    public static Permission Write { get; } = new("users", "write", "Create, change and delete the tenant's users and user groups, and choose who is in them.");

    public static Permission ReadRoles { get; } =
        new("roles", "read", "See roles, who has which where, and what that lets them do.", StockRole.Manager, StockRole.ReadOnly, StockRole.Auditor);

    public static Permission AssignRoles { get; } = new("roles", "assign", "Give roles that one has oneself, at places where one has them, and take them away.");

    public static Permission WriteRoles { get; } = new("roles", "write", "Make, change and delete roles of the tenant's own, up to what one has where they are held.");

    public static Permission ReadKeys { get; } = new("keys", "read", "See the keys of the tenant's programs, and what is asked with them.");

    /// <summary>Only people have it: a key does not make keys.</summary>
    public static Permission WriteKeys { get; } = new("keys", "write", "Make, rotate and revoke keys of the tenant's programs, with what one may do oneself.");

    public static IReadOnlyList<Permission> All { get; } = [Read, Write, ReadRoles, WriteRoles, AssignRoles, ReadKeys, WriteKeys];
}
