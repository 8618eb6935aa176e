using System.ComponentModel;
using Holdfast.Modules.Fleet.Contracts;
using Holdfast.Modules.Fleet.Domain;
using Holdfast.Platform.Data;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
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
/// <param name="Standing">The worse of what the score and the open findings say.</param>
/// <param name="Worst">The worst severity of what is open there; null when nothing is.</param>
/// <param name="OpenFindings">How many findings are open there.</param>
/// <param name="ComputedAt">When the score was found.</param>
internal sealed record HealthPartView(
    ScopeLevel? Level, Analyzer? Analyzer, Guid? Id, string Name, int Score, Standing? Standing, FindingSeverity? Worst, int OpenFindings, DateTimeOffset ComputedAt)
{
    public static HealthPartView From(AnalyzerPart part) =>
        new(null, part.Analyzer, null, EnumText.Of(part.Analyzer), part.Score, part.Open.With(part.Score), part.Open.Worst, part.Open.Total, part.ComputedAt);

    public static HealthPartView From(ScopeLevel level, HealthPart part, string name)
    {
        var score = HealthNode.Round(part.Score)!.Value;
        return new(level, null, part.Id, name, score, part.Open.With(score), part.Open.Worst, part.Open.Total, part.ComputedAt);
    }
}

/// <summary>A node's score and what it is made of.</summary>
/// <param name="Level">Which level of the tree.</param>
/// <param name="Id">Which node.</param>
/// <param name="Name">For people.</param>
/// <param name="Score">1 to 100; null when nothing below has one.</param>
/// <param name="Standing">The worse of what the score and the open findings say; null when nothing below has a score and nothing is open.</param>
/// <param name="Worst">The worst severity of what is open below; null when nothing is.</param>
/// <param name="OpenFindings">How many findings are open below.</param>
/// <param name="Coverage">How much of it the score speaks for.</param>
/// <param name="OldestPartAt">How old the oldest score in it is; null when there is none.</param>
/// <param name="Parts">What the score is the average of, worst standing first, at most 200.</param>
/// <param name="Findings">The worst open findings below, at most 100.</param>
internal sealed record HealthView(
    ScopeLevel Level,
    Guid Id,
    string Name,
    int? Score,
    Standing? Standing,
    FindingSeverity? Worst,
    OpenFindingsView OpenFindings,
    CoverageView Coverage,
    DateTimeOffset? OldestPartAt,
    IReadOnlyList<HealthPartView> Parts,
    IReadOnlyList<FindingView> Findings);

/// <summary>The score and standing of a tenant, organization, group or device, with coverage, the age of the oldest part, the parts (worst first, at most 200) and findings.</summary>
internal sealed class GetHealth(HealthDb db, ScoredNodes nodes, TimeProvider time) : IFeature
{
    private const int MaxParts = 200;
    private const int MaxFindings = 100;
    private static readonly TimeSpan ReportingWithin = TimeSpan.FromHours(24);

    public static Admission Admission { get; } = Admission.Within(FleetPermissions.Read);

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/health/{level}/{id}", (
                [Description("tenant, organization, group or device.")] string level, [Description("Which node of that level.")] Guid id, GetHealth feature, OpContext op, CancellationToken ct) =>
            feature.Handle(op, level, id, ct).ToHttp());

    public async Task<Result<HealthView>> Handle(OpContext op, string level, Guid id, CancellationToken ct)
    {
        if (await nodes.Find(op, level, id, ct) is not { } found)
        {
            return FleetProblems.NodeNotFound;
        }

        var coverage = await db.Coverage(op, found.Node, time.GetUtcNow() - ReportingWithin, ct);
        var score = HealthNode.Round(await db.Score(op, found.Node, ct));
        var open = await db.OpenBelow(op, found.Node, ct);
        return new HealthView(
            found.Node.Level,
            id,
            found.Name,
            score,
            open.With(score),
            open.Worst,
            OpenFindingsView.From(open),
            new CoverageView(coverage.Reporting, coverage.Total, coverage.Total == 0 ? 0 : (double)coverage.Reporting / coverage.Total),
            coverage.OldestPartAt,
            await Parts(op, found, ct),
            [.. (await db.WorstBelow(op, found.Node, MaxFindings, ct)).Select(FindingView.From)]);
    }

    private async Task<IReadOnlyList<HealthPartView>> Parts(OpContext op, ScoredNode node, CancellationToken ct)
    {
        if (node.Node.Level == ScopeLevel.Device)
        {
            return [.. (await db.Analyses(op, new DeviceId(node.Node.Id), ct)).Select(HealthPartView.From).OrderByDescending(p => p.Standing)];
        }

        var below = node.Node.Level + 1;
        var names = below switch
        {
            ScopeLevel.Organization => node.Groups.DistinctBy(g => g.Organization).ToDictionary(g => g.Organization.Value, g => g.OrganizationName),
            ScopeLevel.Group => node.Groups.ToDictionary(g => g.Id.Value, g => g.Name),
            _ => [],
        };
        return [.. (await db.Parts(op, node.Node, MaxParts, ct)).Select(p => HealthPartView.From(below, p, names.GetValueOrDefault(p.Id, p.Name)))];
    }
}
