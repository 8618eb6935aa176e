using Holdfast.Modules.Tenancy.Contracts;
using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Tenancy.Domain;

/// <summary>How much a tenant has of something that is counted.</summary>
/// <param name="Quota">Its name.</param>
/// <param name="Used">How much.</param>
/// <param name="Limit">How much it may have.</param>
internal sealed record FigureOfUse(string Quota, long Used, long Limit);

/// <summary>What a tenant lets those above see.</summary>
/// <param name="Tenant">Which.</param>
/// <param name="Name">What people call it.</param>
/// <param name="Shared">Which figures it shows.</param>
/// <param name="At">When they were made; null when they were not yet.</param>
/// <param name="Figures">Those that it shows.</param>
/// <param name="Use">What it has of what is counted; null where it does not show that.</param>
/// <param name="Version">The tenant's.</param>
internal sealed record TenantFigures(
    TenantId Tenant, string Name, IReadOnlyList<FigureKind> Shared, DateTimeOffset? At, Figures Figures, IReadOnlyList<FigureOfUse>? Use, long Version) : IVersioned
{
    /// <summary>Of figures, those that may be seen.</summary>
    public static Figures Only(Figures figures, IReadOnlyList<FigureKind> shared) => new()
    {
        Score = shared.Contains(FigureKind.Score) ? figures.Score : null,
        OpenFindings = shared.Contains(FigureKind.Score) ? figures.OpenFindings : null,
        Devices = shared.Contains(FigureKind.Devices) ? figures.Devices : null,
        Reporting = shared.Contains(FigureKind.Devices) ? figures.Reporting : null,
        OpenTickets = shared.Contains(FigureKind.Tickets) ? figures.OpenTickets : null,
    };
}
