using Holdfast.Modules.Tenancy.Domain;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Tenancy.Features;

/// <summary>A tenant that was deleted, on the wire.</summary>
/// <param name="Id">Which it was.</param>
/// <param name="Slug">What addresses called it.</param>
/// <param name="Name">What people called it.</param>
/// <param name="AskedAt">When its deletion was asked for.</param>
/// <param name="RemovedAt">When the last of it was gone.</param>
/// <param name="Statement">What the platform says of it, as a C2SP signed note: with the size and root of its log, so that proofs that were kept of it can be told from others.</param>
internal sealed record TenantDeletionView(TenantId Id, string Slug, string Name, DateTimeOffset AskedAt, DateTimeOffset RemovedAt, string Statement)
{
    public static TenantDeletionView From(TenantDeletion deletion) =>
        new(deletion.Id, deletion.Slug, deletion.Name, deletion.AskedAt, deletion.RemovedAt, deletion.Statement);
}

/// <summary>The tenants that were deleted from directly below the caller's own, newest first, with the platform's signed statements.</summary>
internal sealed class ListDeletions(DeletionDb db) : IFeature
{
    public static Admission Admission { get; } = Admission.Requires(TenancyPermissions.TenantRead).OrPlatform();

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/tenant-deletions", (PageQuery page, ListDeletions feature, OpContext op, CancellationToken ct) => feature.Handle(op, page.Request, ct).ToHttp(TenantDeletionView.From));

    public async Task<Result<Page<TenantDeletion>>> Handle(OpContext op, PageRequest page, CancellationToken ct) =>
        page.Cut(await db.Deletions(op, page, ct), d => d.Id.Value);
}
