using Holdfast.Modules.Access.SuperAdmins;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Access.Features;

/// <summary>An entry of the platform's own log.</summary>
/// <param name="Id">Which.</param>
/// <param name="At">When it was begun.</param>
/// <param name="UserId">Who; null for the operator.</param>
/// <param name="UserName">What they are called.</param>
/// <param name="UserEmail">Their address; null for the operator.</param>
/// <param name="HomeId">Their own tenant; null for the operator.</param>
/// <param name="InTenantId">In which tenant they acted: their own, or one that they visited.</param>
/// <param name="Operation">What, as module.feature.</param>
/// <param name="SubjectId">What it was about; null where only the tenants' own logs say so.</param>
/// <param name="Address">From where.</param>
/// <param name="RequestId">Ties it to the entries of the tenants' logs.</param>
/// <param name="EndedAt">When it ended; null while it goes on, or when the server ended first.</param>
/// <param name="Error">The code of the problem that stood in the way; null when it was done.</param>
internal sealed record PlatformEntryView(
    Guid Id, DateTimeOffset At, Guid? UserId, string UserName, string? UserEmail, Guid? HomeId, TenantId InTenantId, string Operation, Guid? SubjectId, string? Address, string RequestId,
    DateTimeOffset? EndedAt, string? Error)
{
    public static PlatformEntryView From(PlatformEntry entry) => new(
        entry.Id, entry.At, entry.User, entry.UserName, entry.UserEmail, entry.Home?.Value, entry.In, entry.Operation, entry.Subject, entry.Address?.ToString(), entry.RequestId, entry.EndedAt,
        entry.Error);
}

/// <summary>The platform's own log: what was changed by people who hold its role, wherever they acted, and to whom it was given; newest first.</summary>
internal sealed class ListPlatformEntries(PlatformEntryDb db) : IFeature
{
    public static Admission Admission { get; } = Admission.Platform.Reads();

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/platform/entries", (PageQuery page, ListPlatformEntries feature, CancellationToken ct) => feature.Handle(page.Request, ct).ToHttp(PlatformEntryView.From));

    public async Task<Result<Page<PlatformEntry>>> Handle(PageRequest page, CancellationToken ct) => page.Cut(await db.Page(page, ct), e => e.Id);
}
