using Holdfast.Modules.Fleet.Contracts;
using Holdfast.Modules.Fleet.Domain;
using Holdfast.Modules.Tenancy.Contracts;
using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Fleet.Analysis;

/// <summary>Keeps the scores above a device true in the transaction that changes the device's, and says which have changed as people see them.</summary>
internal static class HealthTree
{
    public static async Task Rescore(
        Change change, DeviceId device, GroupId group, OrganizationId organization, int? score, DateTimeOffset now, CancellationToken ct)
    {
        var before = await AssessmentDb.PathForUpdate(change, device, group, organization, now, ct);
        Save(change, before, HealthNode.Rescore(before, score), now);
    }

    /// <summary>Takes a device's score from where it stands to another group.</summary>
    public static async Task Move(Change change, Device device, GroupSummary to, int? score, DateTimeOffset now, CancellationToken ct)
    {
        var left = await AssessmentDb.PathForUpdate(change, device.Id, device.Group, device.Organization, now, ct);
        Dictionary<(ScopeLevel, Guid), HealthNode> nodes = HealthNode.Rescore(left, null).ToDictionary(n => (n.Level, n.Id));
        var joined = await AssessmentDb.PathForUpdate(change, device.Id, to.Id, to.Organization, now, ct);
        var path = joined.Select(n => nodes.TryGetValue((n.Level, n.Id), out var known) ? known with { Parent = n.Parent } : n).ToList();
        foreach (var node in HealthNode.Rescore(path, score))
        {
            nodes[(node.Level, node.Id)] = node;
        }

        HealthNode[] before = [.. left, .. joined.Where(n => !left.Any(l => (l.Level, l.Id) == (n.Level, n.Id)))];
        Save(change, before, [.. before.Select(n => nodes[(n.Level, n.Id)] with { Parent = n.Parent })], now);
    }

    private static void Save(Change change, IReadOnlyList<HealthNode> before, IReadOnlyList<HealthNode> after, DateTimeOffset now)
    {
        for (var i = 0; i < after.Count; i++)
        {
            if (after[i] == before[i])
            {
                continue;
            }

            AssessmentDb.Update(change, after[i], now);
            if (after[i].Rounded != before[i].Rounded)
            {
                HealthDb.Remember(change, after[i], now);
                change.Publish(new HealthChanged(after[i].Level, after[i].Id, after[i].Rounded, before[i].Rounded), Place(after[i], after));
            }
        }
    }

    private static ScopePath Place(HealthNode node, IReadOnlyList<HealthNode> nodes) => node.Level switch
    {
        ScopeLevel.Tenant => ScopePath.Tenant,
        ScopeLevel.Organization => new(node.Id, null, null),
        ScopeLevel.Group => new(node.Parent, node.Id, null),
        _ => new(nodes.FirstOrDefault(n => n.Level == ScopeLevel.Group && n.Id == node.Parent)?.Parent, node.Parent, node.Id),
    };

    /// <summary>What findings' changes mean for the database and for whoever waits for them.</summary>
    public static void Apply(Change change, FindingChange what)
    {
        var finding = what.Finding;
        if (what.Fate == FindingFate.Raised)
        {
            AssessmentDb.Insert(change, finding);
        }
        else
        {
            AssessmentDb.Update(change, finding);
        }

        if (what.Fate is FindingFate.Raised or FindingFate.Worsened)
        {
            change.Publish(
                new FindingRaised(
                    finding.Id, finding.Device, finding.DeviceName, finding.Rule, finding.Severity, finding.Title, finding.Detail, finding.Points, [.. finding.Evidence.Select(e => e.Id)]),
                finding.Place);
        }
        else if (what.Fate == FindingFate.Resolved)
        {
            change.Publish(new FindingResolved(finding.Id, finding.Device, finding.DeviceName, finding.Rule), finding.Place);
        }
    }
}
