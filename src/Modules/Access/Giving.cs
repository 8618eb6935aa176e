using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Access;

/// <summary>Nobody gives what they have not themselves at that place, be it by a role, by a group or by a key.</summary>
internal static class Giving
{
    /// <param name="op">Whose principal wants to give.</param>
    /// <param name="permissions">By name.</param>
    /// <param name="place">Where in the operation's tenant they are to be had.</param>
    public static bool MayGive(this OpContext op, IEnumerable<string> permissions, ScopePath place) => op.MayGive(permissions, op.Tenant, place);

    /// <param name="op">Whose principal wants to give.</param>
    /// <param name="permissions">By name.</param>
    /// <param name="tenant">In whose tree they are to be had.</param>
    /// <param name="place">Where in it.</param>
    public static bool MayGive(this OpContext op, IEnumerable<string> permissions, TenantId tenant, ScopePath place) =>
        op.Principal.Kind == PrincipalKind.System || permissions.All(p => op.Principal.Grants.ReachOf(tenant, p).Covers(place));

    /// <summary>Whether the principal may give a role of these on the whole tenant; null for the role gives nothing.</summary>
    public static Problem? CheckGiving(this OpContext op, Domain.RoleBook book, string? role) =>
        role is null ? null
        : !book.Has(role) ? AccessProblems.UnknownRole
        : op.MayGive(book.PermissionsOf(role), ScopePath.Tenant) ? null
        : AccessProblems.Escalation;
}
