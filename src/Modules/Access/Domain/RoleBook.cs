using Holdfast.Modules.Access.Contracts;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;

namespace Holdfast.Modules.Access.Domain;

/// <summary>
/// All roles of one tenant, stock and its own, and what each gives: its own permissions and those of the roles that it inherits from. For one
/// operation; what it has resolved it remembers.
/// </summary>
internal sealed class RoleBook
{
    /// <summary>How many roles can stand above one another.</summary>
    public const int MaxDepth = 8;

    private readonly RoleTable table;
    private readonly Dictionary<string, CustomRole> own;
    private readonly Dictionary<string, IReadOnlyList<string>> resolved = new(StringComparer.Ordinal);

    public RoleBook(RoleTable table, IEnumerable<CustomRole> own) => (this.table, this.own) = (table, own.ToDictionary(r => r.Key, StringComparer.Ordinal));

    /// <summary>The tenant's own roles, by name.</summary>
    public IReadOnlyList<CustomRole> Own => [.. own.Values.OrderBy(r => r.Name, StringComparer.OrdinalIgnoreCase).ThenBy(r => r.Key, StringComparer.Ordinal)];

    /// <summary>The same roles with one added or instead of the one before.</summary>
    public RoleBook With(CustomRole role) => new(table, own.Values.Where(r => r.Key != role.Key).Append(role));

    /// <summary>A role of the tenant's own; null when there is none.</summary>
    public CustomRole? Find(RoleId id) => own.GetValueOrDefault(id.Value.ToString());

    /// <summary>Whether there is a role of this id.</summary>
    public bool Has(string id) => RoleTable.Find(id) is not null || own.ContainsKey(id);

    /// <summary>A role's name for people; its id when there is none.</summary>
    public string NameOf(string id) => RoleTable.Find(id)?.Name ?? (own.TryGetValue(id, out var role) ? role.Name : id);

    /// <summary>The names of the permissions that a role gives, inherited ones too, in order; none for a role that is not there.</summary>
    public IReadOnlyList<string> PermissionsOf(string id)
    {
        if (!resolved.TryGetValue(id, out var names))
        {
            resolved[id] = names = own.ContainsKey(id)
                ? [.. Lineage(id).SelectMany(Given).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)]
                : table.PermissionsOf(id);
        }

        return names;
    }

    /// <summary>A role with all that it inherits from, directly or not.</summary>
    public IReadOnlyCollection<string> Lineage(string id)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal) { id };
        var waiting = new Queue<string>(seen);
        while (waiting.TryDequeue(out var next))
        {
            foreach (var parent in ParentsOf(next).Where(seen.Add))
            {
                waiting.Enqueue(parent);
            }
        }

        return seen;
    }

    /// <summary>A role with all that inherit from it, directly or not: those that change with it.</summary>
    public string[] Heirs(string id) => [.. own.Keys.Where(k => k != id && Lineage(k).Contains(id)).Order(StringComparer.Ordinal).Prepend(id)];

    /// <summary>The roles that inherit directly from one.</summary>
    public IReadOnlyList<CustomRole> ChildrenOf(string id) => [.. Own.Where(r => r.Parents.Contains(id, StringComparer.Ordinal))];

    /// <summary>The roles that give everything: who has one on the whole tenant is an administrator of it.</summary>
    public string[] OfAdministrators() =>
        [StockRole.Admin.Id, .. own.Keys.Where(k => PermissionsOf(k).Count == PermissionsOf(StockRole.Admin.Id).Count).Order(StringComparer.Ordinal)];

    /// <summary>The roles that give a permission.</summary>
    public string[] Giving(string permission) => [.. StockRole.All.Select(r => r.Id).Concat(own.Keys).Where(r => PermissionsOf(r).Contains(permission, StringComparer.Ordinal))];

    /// <summary>What is wrong with a role that is to be one of these; null when nothing is.</summary>
    public Problem? Check(CustomRole role)
    {
        if (role.Permissions.FirstOrDefault(p => !table.Knows(p)) is { } unknown)
        {
            return AccessProblems.UnknownRolePermission(unknown);
        }

        var book = With(role);
        return role.Parents.Any(p => !book.Has(p)) ? AccessProblems.UnknownParent
            : role.Parents.FirstOrDefault(p => book.Lineage(p).Contains(role.Key)) is { } round ? AccessProblems.RoleCycle(book.NameOf(round))
            : book.Heirs(role.Key).Any(h => book.DepthOf(h) > MaxDepth) ? AccessProblems.RoleTooDeep
            : null;
    }

    // Of roles without a cycle.
    private int DepthOf(string id) => ParentsOf(id).Select(p => DepthOf(p) + 1).DefaultIfEmpty(0).Max();

    private IReadOnlyList<string> ParentsOf(string id) => own.TryGetValue(id, out var role) ? role.Parents : [];

    private IReadOnlyList<string> Given(string id) => own.TryGetValue(id, out var role) ? table.Expand(role.Permissions) : table.PermissionsOf(id);
}
