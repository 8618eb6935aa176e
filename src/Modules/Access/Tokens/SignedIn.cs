using System.Collections.Frozen;
using Holdfast.Modules.Access.Domain;
using Holdfast.Platform.Modularity;

namespace Holdfast.Modules.Access.Tokens;

/// <summary>A verified token with what the database says of its user: kept for seconds, so that a disabled user or an ended session is out at once elsewhere and within seconds here.</summary>
/// <param name="Principal">Who.</param>
/// <param name="Permissions">The names of every permission that the user's role gives.</param>
/// <param name="TokenExpiresAt">When the token ends.</param>
/// <param name="LoadedAt">When the database was asked.</param>
internal sealed record SignedIn(Principal Principal, FrozenSet<string> Permissions, DateTimeOffset TokenExpiresAt, DateTimeOffset LoadedAt)
{
    public static FrozenSet<string> Expand(User user, IReadOnlyList<ModuleManifest> modules)
    {
        var grants = StockRoles.Grants(user.Role);
        return modules.SelectMany(m => m.Permissions).Where(p => grants.Any(p.IsGivenBy)).Select(p => p.Name).ToFrozenSet(StringComparer.Ordinal);
    }
}
