namespace Holdfast.Platform.Kernel;

/// <summary>
/// The answer of an authorisation: how much of a tenant's tree a principal may touch with one permission. Nothing, all of it, or what lies
/// within some nodes. A thing that was loaded is asked by <see cref="Covers"/>; a list is narrowed by the fragment that Data makes of it.
/// </summary>
public sealed class Reach
{
    private readonly HashSet<Guid> organizations;
    private readonly HashSet<Guid> groups;
    private readonly HashSet<Guid> devices;

    private Reach(bool isAll, IReadOnlyCollection<Scope> nodes)
    {
        IsAll = isAll;
        Nodes = nodes;
        organizations = Of(ScopeLevel.Organization);
        groups = Of(ScopeLevel.Group);
        devices = Of(ScopeLevel.Device);
        Organizations = [.. organizations];
        Groups = [.. groups];
        Devices = [.. devices];
    }

    /// <summary>Nothing.</summary>
    public static Reach None { get; } = new(false, []);

    /// <summary>The whole tenant.</summary>
    public static Reach All { get; } = new(true, []);

    /// <summary>Whether it is the whole tenant.</summary>
    public bool IsAll { get; }

    /// <summary>Whether it is nothing.</summary>
    public bool IsNone => !IsAll && Nodes.Count == 0;

    /// <summary>The nodes, when it is neither nothing nor all; none of them a tenant.</summary>
    public IReadOnlyCollection<Scope> Nodes { get; }

    /// <summary>The organizations among the nodes.</summary>
    public Guid[] Organizations { get; }

    /// <summary>The groups among the nodes.</summary>
    public Guid[] Groups { get; }

    /// <summary>The devices among the nodes.</summary>
    public Guid[] Devices { get; }

    /// <summary>What lies within these nodes of one tenant's tree; a node of level Tenant means all.</summary>
    public static Reach Within(IEnumerable<Scope> nodes)
    {
        var all = nodes.Distinct().ToArray();
        return Array.Exists(all, n => n.Level == ScopeLevel.Tenant) ? All : all.Length == 0 ? None : new(false, all);
    }

    /// <summary>Whether a thing at this place is within reach. What hangs above every node of the reach is not.</summary>
    public bool Covers(ScopePath path) =>
        IsAll
        || (path.Organization is { } organization && organizations.Contains(organization))
        || (path.Group is { } group && groups.Contains(group))
        || (path.Device is { } device && devices.Contains(device));

    /// <summary>Whether it is all, or the nodes by level and id.</summary>
    public override string ToString() => IsAll ? "all" : IsNone ? "none" : string.Join(", ", Nodes.Select(n => $"{n.Level} {n.Id}"));

    private HashSet<Guid> Of(ScopeLevel level) => [.. Nodes.Where(n => n.Level == level).Select(n => n.Id)];
}
