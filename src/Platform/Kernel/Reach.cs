namespace Holdfast.Platform.Kernel;

/// <summary>What a <see cref="Reach"/> is made of.</summary>
public enum ReachForm
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>The whole tenant.</summary>
    All,

    /// <summary>What lies within some nodes.</summary>
    Nodes,

    /// <summary>What hangs directly at a node of one level.</summary>
    Level,

    /// <summary>What lies in any of its parts.</summary>
    Either,

    /// <summary>What lies in all of its parts.</summary>
    Both,

    /// <summary>What does not lie in its one part.</summary>
    Not,
}

/// <summary>
/// The answer of an authorisation: how much of a tenant's tree a principal may touch with one permission. Nothing, all of it, what lies within some
/// nodes, and what can be made of these by "or", "and" and "not": all but one organization. A thing that was loaded is asked by <see cref="Covers"/>; a
/// list is narrowed by the fragment that Data makes of it. Both say the same, and need no tree for it.
/// </summary>
public sealed class Reach
{
    private readonly HashSet<Guid> organizations;
    private readonly HashSet<Guid> groups;
    private readonly HashSet<Guid> devices;

    private Reach(ReachForm form, IReadOnlyCollection<Scope> nodes, ScopeLevel level, params Reach[] parts)
    {
        (Form, Nodes, Level, Parts) = (form, nodes, level, parts);
        organizations = Of(ScopeLevel.Organization);
        groups = Of(ScopeLevel.Group);
        devices = Of(ScopeLevel.Device);
        Organizations = [.. organizations];
        Groups = [.. groups];
        Devices = [.. devices];
    }

    /// <summary>Nothing.</summary>
    public static Reach None { get; } = new(ReachForm.None, [], default);

    /// <summary>The whole tenant.</summary>
    public static Reach All { get; } = new(ReachForm.All, [], default);

    /// <summary>What it is made of.</summary>
    public ReachForm Form { get; }

    /// <summary>Whether it is the whole tenant, without an exception.</summary>
    public bool IsAll => Form == ReachForm.All;

    /// <summary>Whether it is nothing, whatever there is in the tenant.</summary>
    public bool IsNone => Form == ReachForm.None;

    /// <summary>The nodes of the form <see cref="ReachForm.Nodes"/>; none of them a tenant.</summary>
    public IReadOnlyCollection<Scope> Nodes { get; }

    /// <summary>The organizations among the nodes.</summary>
    public Guid[] Organizations { get; }

    /// <summary>The groups among the nodes.</summary>
    public Guid[] Groups { get; }

    /// <summary>The devices among the nodes.</summary>
    public Guid[] Devices { get; }

    /// <summary>The level of the form <see cref="ReachForm.Level"/>.</summary>
    public ScopeLevel Level { get; }

    /// <summary>The parts of the forms <see cref="ReachForm.Either"/>, <see cref="ReachForm.Both"/> and <see cref="ReachForm.Not"/>.</summary>
    public IReadOnlyList<Reach> Parts { get; }

    /// <summary>All nodes that it names anywhere.</summary>
    public IEnumerable<Scope> Named => Nodes.Concat(Parts.SelectMany(p => p.Named));

    /// <summary>What lies within these nodes of one tenant's tree; a node of level Tenant means all.</summary>
    public static Reach Within(IEnumerable<Scope> nodes)
    {
        var all = nodes.Distinct().ToArray();
        return Array.Exists(all, n => n.Level == ScopeLevel.Tenant) ? All : all.Length == 0 ? None : new(ReachForm.Nodes, all, default);
    }

    /// <summary>What hangs directly at a node of this level: at the tenant itself, at any organization, at any group, at any device.</summary>
    public static Reach At(ScopeLevel level) => new(ReachForm.Level, [], level);

    /// <summary>What lies in this or in that.</summary>
    public Reach Or(Reach other) => Either([this, other]);

    /// <summary>What lies in any of these.</summary>
    public static Reach Either(IEnumerable<Reach> all)
    {
        var parts = all.SelectMany(r => r.Form == ReachForm.Either ? r.Parts : [r]).Where(r => !r.IsNone).Distinct().ToArray();
        if (Array.Exists(parts, r => r.IsAll))
        {
            return All;
        }

        // However many name nodes, they are one part: a list is narrowed by one array for each level.
        var named = Within(parts.Where(r => r.Form == ReachForm.Nodes).SelectMany(r => r.Nodes));
        Reach[] kept = [.. named.IsNone ? [] : new[] { named }, .. parts.Where(r => r.Form != ReachForm.Nodes)];
        return kept switch
        {
            [] => None,
            [var one] => one,
            _ => new(ReachForm.Either, [], default, kept),
        };
    }

    /// <summary>What lies in this and in that.</summary>
    public Reach And(Reach other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (IsNone || other.IsAll || ReferenceEquals(this, other))
        {
            return this;
        }

        return other.IsNone || IsAll ? other : new(ReachForm.Both, [], default, this, other);
    }

    /// <summary>What lies in this and not in that.</summary>
    public Reach Without(Reach other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (Form == ReachForm.Nodes && other.Form == ReachForm.Nodes)
        {
            var left = Within(Nodes.Except(other.Nodes));
            return left.IsNone ? None : left.And(other.Not());
        }

        return And(other.Not());
    }

    /// <summary>What does not lie in this.</summary>
    public Reach Not() => Form switch
    {
        ReachForm.None => All,
        ReachForm.All => None,
        ReachForm.Not => Parts[0],
        _ => new(ReachForm.Not, [], default, this),
    };

    /// <summary>Whether a thing at this place is within reach. What hangs above every node of a reach is not within these nodes.</summary>
    public bool Covers(ScopePath path) => Form switch
    {
        ReachForm.None => false,
        ReachForm.All => true,
        ReachForm.Nodes => (path.Organization is { } organization && organizations.Contains(organization))
            || (path.Group is { } group && groups.Contains(group))
            || (path.Device is { } device && devices.Contains(device)),
        ReachForm.Level => (path.Node?.Level ?? ScopeLevel.Tenant) == Level,
        ReachForm.Either => Parts.Any(p => p.Covers(path)),
        ReachForm.Both => Parts.All(p => p.Covers(path)),
        _ => !Parts[0].Covers(path),
    };

    /// <summary>What it is, in words.</summary>
    public override string ToString() => Form switch
    {
        ReachForm.None => "none",
        ReachForm.All => "all",
        ReachForm.Nodes => string.Join(", ", Nodes.Select(n => $"{n.Level} {n.Id}")),
        ReachForm.Level => $"at {Level}",
        ReachForm.Not => $"not ({Parts[0]})",
        _ => string.Join(Form == ReachForm.Either ? " or " : " and ", Parts.Select(p => $"({p})")),
    };

    private HashSet<Guid> Of(ScopeLevel level) => [.. Nodes.Where(n => n.Level == level).Select(n => n.Id)];
}
