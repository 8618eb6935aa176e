using Holdfast.Platform.Modularity;

namespace Holdfast.Modules.Access.Members;

/// <summary>Rights over who is in a tenant.</summary>
internal static class MemberPermissions
{
    public static Permission Read { get; } = new("members", "read", "See who is in the tenant, or has a role at a node of it, and who was invited.", StockRole.Manager, StockRole.ReadOnly, StockRole.Auditor);

    public static Permission Write { get; } = new("members", "write", "Invite people, with roles that one has oneself, at places where one has them; take invitations back, and let guests go.");

    public static IReadOnlyList<Permission> All { get; } = [Read, Write];
}
