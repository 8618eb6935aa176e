using System.ComponentModel;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Audit.Features;

/// <summary>One entry.</summary>
internal sealed class GetAuditEntry(AuditDb db) : IFeature
{
    public static Admission Admission { get; } = Admission.Within(AuditPermissions.Read);

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/audit/{id:guid}", ([Description("Which entry.")] Guid id, GetAuditEntry feature, OpContext op, CancellationToken ct) =>
            feature.Handle(op, id, ct).ToHttp(AuditView.From));

    public async Task<Result<StoredEntry>> Handle(OpContext op, Guid id, CancellationToken ct) =>
        await db.Entry(op, id, ct) is { } entry ? entry : AuditProblems.EntryNotFound;
}
