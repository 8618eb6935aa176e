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
internal sealed record CoverageView(long Reporting, long Total, double Ratio);

/// <summary>A part of a score: a node below, or an analyzer of a device.</summary>
internal sealed record HealthPartView(ScopeLevel? Level, Analyzer? Analyzer, Guid? Id, string Name, int Score, DateTimeOffset ComputedAt);

/// <summary>A node's score and what it is made of.</summary>
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
        .MapGet("/health/{level}/{id}", (string level, Guid id, GetHealth feature, OpContext op, CancellationToken ct) => feature.Handle(op, level, id, ct).ToHttp())
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
