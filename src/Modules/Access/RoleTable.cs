using System.Collections.Frozen;
using Holdfast.Modules.Access.Domain;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;

namespace Holdfast.Modules.Access;

/// <summary>What each role may do, from what the modules say with their permissions.</summary>
internal sealed class RoleTable(IReadOnlyList<ModuleManifest> modules)
{
    private readonly FrozenDictionary<string, IReadOnlyList<string>> permissions = StockRole.All.ToFrozenDictionary(r => r.Id, r => r.PermissionsOf(modules));

    /// <summary>The role's description; null when there is none of this id.</summary>
    public static StockRole? Find(string id) => StockRole.All.FirstOrDefault(r => r.Id == id);

    /// <summary>The names of the permissions that a role gives, in order; none for a role that is not there.</summary>
    public IReadOnlyList<string> PermissionsOf(string id) => permissions.TryGetValue(id, out var names) ? names : [];

    /// <summary>Whether the principal may give a role on the whole tenant; null for the role gives nothing.</summary>
    public Problem? CheckGiving(OpContext op, string? role) =>
        role is null ? null
        : Find(role) is null ? AccessProblems.UnknownRole
        : op.MayGive(PermissionsOf(role), ScopePath.Tenant) ? null
        : AccessProblems.Escalation;

    /// <summary>What assignments give together.</summary>
    public Grants Grants(IEnumerable<Assignment> assignments) =>
        Platform.Kernel.Grants.Of(assignments.SelectMany(a => PermissionsOf(a.Role).Select(p => (a.In, a.Scope, p))));
}
