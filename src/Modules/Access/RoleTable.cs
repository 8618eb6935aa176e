using System.Collections.Frozen;
using Holdfast.Modules.Access.Domain;
using Holdfast.Platform.Modularity;

namespace Holdfast.Modules.Access;

/// <summary>All permissions that there are, and what the stock roles give, from what the modules say with their permissions.</summary>
internal sealed class RoleTable(IReadOnlyList<ModuleManifest> modules)
{
    private readonly Permission[] all = [.. modules.SelectMany(m => m.Permissions).OrderBy(p => p.Name, StringComparer.Ordinal)];
    private readonly FrozenDictionary<string, IReadOnlyList<string>> permissions = StockRole.All.ToFrozenDictionary(r => r.Id, r => r.PermissionsOf(modules));

    /// <summary>All of them, by name.</summary>
    public IReadOnlyList<Permission> All => all;

    /// <summary>The role's description; null when there is none of this id.</summary>
    public static StockRole? Find(string id) => StockRole.All.FirstOrDefault(r => r.Id == id);

    /// <summary>A permission by its name; null when no module has it.</summary>
    public Permission? Permission(string name) => Array.Find(all, p => p.Name == name);

    /// <summary>The names of the permissions that a stock role gives, in order; none for a role that is not there.</summary>
    public IReadOnlyList<string> PermissionsOf(string id) => permissions.TryGetValue(id, out var names) ? names : [];

    /// <summary>Whether a text, possibly with wildcards, gives any permission.</summary>
    public bool Knows(string text) => Array.Exists(all, p => p.IsGivenBy(text));

    /// <summary>The names of all permissions that these texts give, in order.</summary>
    public IReadOnlyList<string> Expand(IEnumerable<string> given)
    {
        var texts = given.ToArray();
        return [.. all.Where(p => texts.Any(p.IsGivenBy)).Select(p => p.Name)];
    }

    /// <summary>All roles of a tenant: the stock roles, and these.</summary>
    public RoleBook Book(IEnumerable<CustomRole> own) => new(this, own);
}
