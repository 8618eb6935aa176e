using Holdfast.Modules.Fleet.Contracts;
using Holdfast.Modules.Tenancy.Contracts;
using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Fleet.Features;

/// <summary>A node that can have a score.</summary>
/// <param name="Node">Which.</param>
/// <param name="Name">For people.</param>
/// <param name="Groups">The tenant's groups; none for a device.</param>
internal sealed record ScoredNode(Scope Node, string Name, IReadOnlyList<GroupSummary> Groups);

/// <summary>Finds the node that an address names by its level and id.</summary>
internal sealed class ScoredNodes(FleetDb devices, ITenants tenants, IStructure structure)
{
    /// <summary>Null when there is none within reach.</summary>
    public async Task<ScoredNode?> Find(OpContext op, string level, Guid id, CancellationToken ct)
    {
        if (!EnumText.TryParse<ScopeLevel>(level.ToUpperInvariant(), out var parsed))
        {
            return null;
        }

        var groups = parsed == ScopeLevel.Device ? [] : await structure.Groups(op, ct);
        return await Find(op, new Scope(parsed, id), groups, ct) is { } found && op.Reach.Covers(found.Place) ? new(new Scope(parsed, id), found.Name, groups) : null;
    }

    private async Task<(string Name, ScopePath Place)?> Find(OpContext op, Scope node, IReadOnlyList<GroupSummary> groups, CancellationToken ct) => node.Level switch
    {
        ScopeLevel.Tenant => node.Id == op.Tenant.Value && await tenants.Find(op, ct) is { } tenant ? (tenant.Name, ScopePath.Tenant) : null,
        ScopeLevel.Organization => await structure.FindOrganization(op, new OrganizationId(node.Id), ct) is { } organization ? (organization.Name, new(node.Id, null, null)) : null,
        ScopeLevel.Group => groups.FirstOrDefault(g => g.Id.Value == node.Id) is { } group ? (group.Name, group.Place) : null,
        _ => await devices.Device(op, new DeviceId(node.Id), ct) is { Device: { } device } ? (device.Name, device.Place) : null,
    };
}
