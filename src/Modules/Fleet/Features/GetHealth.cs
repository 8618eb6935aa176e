using System.ComponentModel;
using Holdfast.Modules.Fleet.Contracts;
using Holdfast.Modules.Fleet.Domain;
using Holdfast.Modules.Tenancy.Contracts;
using Holdfast.Platform.Data;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Fleet.Features;

/// <summary>How much of what is below a node reported in the last 24 hours.</summary>
/// <param name="Reporting">Devices that reported.</param>
/// <param name="Total">All devices below.</param>
/// <param name="Ratio">Reporting of all, 0 to 1; 0 when there are none.</param>
internal sealed record CoverageView(long Reporting, long Total, double Ratio);

/// <summary>A part of a score: a node below, or an analyzer of a device.</summary>
/// <param name="Level">The level of a node below; null for an analyzer.</param>
/// <param name="Analyzer">Of a device; null for a node.</param>
/// <param name="Id">The node; null for an analyzer.</param>
/// <param name="Name">For people.</param>
/// <param name="Score">1 to 100.</param>
/// <param name="ComputedAt">When that was so.</param>
internal sealed record HealthPartView(ScopeLevel? Level, Analyzer? Analyzer, Guid? Id, string Name, int Score, DateTimeOffset ComputedAt);

/// <summary>A node's score and what it is made of.</summary>
/// <param name="Level">Which level of the tree.</param>
/// <param name="Id">Which node.</param>
/// <param name="Name">For people.</param>
/// <param name="Score">1 to 100; null when nothing below has one.</param>
/// <param name="Coverage">How much of it the score speaks for.</param>
/// <param name="OldestPartAt">How old the oldest score in it is; null when there is none.</param>
/// <param name="Parts">What the score is the average of, worst first, at most 200.</param>
/// <param name="Findings">The worst open findings below, at most 100.</param>
internal sealed record HealthView(
    ScopeLevel Level,
    Guid Id,
    string Name,
    int? Score,
    CoverageView Coverage,
    DateTimeOffset? OldestPartAt,
    IReadOnlyList<HealthPartView> Parts,
    IReadOnlyList<FindingView> Findings);

/// <summary>The score of a tenant, organization, group or device: 1 to 100, with its coverage, the age of its oldest part, its parts (worst first, at most 200) and findings.</summary>
internal sealed class GetHealth(AssessmentDb db, FleetDb devices, ITenants tenants, IStructure structure, TimeProvider time) : IFeature
{
    private const int MaxParts = 200;
    private const int MaxFindings = 100;
    private static readonly TimeSpan ReportingWithin = TimeSpan.FromHours(24);

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/health/{level}/{id}", (
                [Description("tenant, organization, group or device.")] string level, [Description("Which node of that level.")] Guid id, GetHealth feature, OpContext op, CancellationToken ct) =>
            feature.Handle(op, level, id, ct).ToHttp())
        .Requires(FleetPermissions.Read);

    public async Task<Result<HealthView>> Handle(OpContext op, string level, Guid id, CancellationToken ct)
    {
        if (!EnumText.TryParse<ScopeLevel>(level.ToUpperInvariant(), out var parsed))
        {
            return FleetProblems.NodeNotFound;
        }

        var node = new Scope(parsed, id);
        var groups = parsed == ScopeLevel.Device ? [] : await structure.Groups(op, ct);
        if (await Name(op, node, groups, ct) is not { } name)
        {
            return FleetProblems.NodeNotFound;
        }

        var coverage = await db.Coverage(op, node, time.GetUtcNow() - ReportingWithin, ct);
        return new HealthView(
            node.Level,
            id,
            name,
            HealthNode.Round(await db.Score(op, node, ct)),
            new CoverageView(coverage.Reporting, coverage.Total, coverage.Total == 0 ? 0 : (double)coverage.Reporting / coverage.Total),
            coverage.OldestPartAt,
            await Parts(op, node, groups, ct),
            [.. (await db.WorstBelow(op, node, MaxFindings, ct)).Select(FindingView.From)]);
    }

    private async Task<string?> Name(OpContext op, Scope node, IReadOnlyList<GroupSummary> groups, CancellationToken ct) => node.Level switch
    {
        ScopeLevel.Tenant => node.Id == op.Tenant.Value ? (await tenants.Find(op, ct))?.Name : null,
        ScopeLevel.Organization => (await structure.FindOrganization(op, new OrganizationId(node.Id), ct))?.Name,
        ScopeLevel.Group => groups.FirstOrDefault(g => g.Id.Value == node.Id)?.Name,
        _ => (await devices.Device(op, new DeviceId(node.Id), ct))?.Device.Name,
    };

    private async Task<IReadOnlyList<HealthPartView>> Parts(OpContext op, Scope node, IReadOnlyList<GroupSummary> groups, CancellationToken ct)
    {
        if (node.Level == ScopeLevel.Device)
        {
            return [.. (await db.Analyses(op, new DeviceId(node.Id), ct)).Select(a => new HealthPartView(null, a.Analyzer, null, EnumText.Of(a.Analyzer), a.Score, a.At))];
        }

        var below = node.Level + 1;
        var names = below switch
        {
            ScopeLevel.Organization => groups.DistinctBy(g => g.Organization).ToDictionary(g => g.Organization.Value, g => g.OrganizationName),
            ScopeLevel.Group => groups.ToDictionary(g => g.Id.Value, g => g.Name),
            _ => [],
        };
        return
        [
            .. (await db.Parts(op, node, MaxParts, ct))
                .Select(p => new HealthPartView(below, null, p.Id, names.GetValueOrDefault(p.Id, p.Name), HealthNode.Round(p.Score)!.Value, p.ComputedAt)),
        ];
    }
}
