using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Access;

/// <summary>Nobody gives what they have not themselves at that place, be it by a role or by a key.</summary>
internal static class Giving
{
    /// <param name="op">Whose principal wants to give.</param>
    /// <param name="permissions">By name.</param>
    /// <param name="place">Where they are to be had.</param>
    public static bool MayGive(this OpContext op, IEnumerable<string> permissions, ScopePath place) =>
        op.Principal.Kind == PrincipalKind.System || permissions.All(p => op.Principal.Grants.ReachOf(op.Tenant, p).Covers(place));
}
