using System.Text.Json.Serialization;

namespace Holdfast.Platform.Kernel;

/// <summary>The levels of the tree on which rights and scores hang.</summary>
public enum ScopeLevel
{
    /// <summary>The whole tenant.</summary>
    Tenant,

    /// <summary>A client or unit inside it.</summary>
    Organization,

    /// <summary>A set of devices.</summary>
    Group,

    /// <summary>One device.</summary>
    Device,
}

/// <summary>A node of the tree tenant / organization / group / device.</summary>
/// <param name="Level">On which level.</param>
/// <param name="Id">The node's id.</param>
public sealed record Scope(ScopeLevel Level, Guid Id);

/// <summary>Where a thing hangs in its tenant's tree: the nodes above it, and itself where it is one. All null: at the tenant.</summary>
/// <param name="Organization">The organization; null for what belongs to the whole tenant.</param>
/// <param name="Group">The group in it; null for what belongs to the whole organization.</param>
/// <param name="Device">The device in it; null for what belongs to the whole group.</param>
public readonly record struct ScopePath(Guid? Organization, Guid? Group, Guid? Device)
{
    /// <summary>The whole tenant.</summary>
    public static ScopePath Tenant => default;

    /// <summary>The lowest node of the path; null for the whole tenant.</summary>
    [JsonIgnore]
    public Scope? Node =>
        Device is { } device ? new(ScopeLevel.Device, device)
        : Group is { } group ? new(ScopeLevel.Group, group)
        : Organization is { } organization ? new(ScopeLevel.Organization, organization)
        : null;
}
