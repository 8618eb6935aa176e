using Holdfast.Modules.Tenancy.Contracts;
using Holdfast.Modules.Tenancy.Domain;
using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Tenancy.Features;

/// <summary>How much a tenant has of something that is counted.</summary>
/// <param name="Quota">Its name.</param>
/// <param name="Used">How much.</param>
/// <param name="Limit">How much it may have.</param>
internal sealed record UseFigureView(string Quota, long Used, long Limit);

/// <summary>What a tenant lets those above see of how it stands. What it does not show is null.</summary>
/// <param name="TenantId">Which tenant.</param>
/// <param name="Name">For people.</param>
/// <param name="Shared">What it shows.</param>
/// <param name="At">When this was so, some seconds after it last changed; null when it was not told yet.</param>
/// <param name="Score">Its score, 1 to 100; null before there is one, too.</param>
/// <param name="OpenFindings">How many findings are open.</param>
/// <param name="Devices">How many devices it has.</param>
/// <param name="Reporting">How many of them were heard of in the last day.</param>
/// <param name="OpenTickets">How many tickets are not closed.</param>
/// <param name="Use">What it has of what is counted, and how much it may have.</param>
/// <param name="Version">The tenant's; the answer's ETag, for If-Match.</param>
internal sealed record FiguresView(
    TenantId TenantId, string Name, IReadOnlyList<FigureKind> Shared, DateTimeOffset? At, int? Score, long? OpenFindings, long? Devices, long? Reporting, long? OpenTickets,
    IReadOnlyList<UseFigureView>? Use, long Version) : IVersioned
{
    public static FiguresView From(TenantFigures f) => new(
        f.Tenant, f.Name, f.Shared, f.At, f.Figures.Score, f.Figures.OpenFindings, f.Figures.Devices, f.Figures.Reporting, f.Figures.OpenTickets,
        f.Use?.Select(u => new UseFigureView(u.Quota, u.Used, u.Limit)).ToArray(), f.Version);
}
