using System.ComponentModel;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Holdfast.Platform.Modularity.Refusals;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Access.Features;

/// <summary>What was refused in one minute of callers from one network, who are no tenant's.</summary>
/// <param name="At">The beginning of the minute.</param>
/// <param name="Kind">The code of the problem that they were answered.</param>
/// <param name="Network">Where from: a /24 of IPv4, a /48 of IPv6, "others" or "unknown".</param>
/// <param name="Count">How often.</param>
internal sealed record RefusalView(DateTimeOffset At, string Kind, string Network, long Count);

/// <summary>Refusals.</summary>
/// <param name="Items">Newest first, at most 1,000.</param>
internal sealed record RefusalsView(IReadOnlyList<RefusalView> Items);

/// <summary>Who was refused before it was known who they are, on the whole platform.</summary>
internal sealed class ListRefusals(RefusalLog log, TimeProvider time) : IFeature
{
    private const int Most = 1000;
    private static readonly TimeSpan Usual = TimeSpan.FromDays(1);

    public static Admission Admission { get; } = Admission.Platform.Reads();

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/platform/refusals", ([Description("Not before; the last 24 hours when not given.")] DateTimeOffset? since, ListRefusals feature, CancellationToken ct) =>
            feature.Handle(since, ct).ToHttp(view => view));

    public async Task<Result<RefusalsView>> Handle(DateTimeOffset? since, CancellationToken ct) =>
        new RefusalsView([.. (await log.Read(since?.ToUniversalTime() ?? time.GetUtcNow() - Usual, Most, ct)).Select(r => new RefusalView(r.At, r.Kind, r.Network, r.Count))]);
}
