using System.Text;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Audit.Features;

/// <summary>The log's latest checkpoint as a C2SP signed note.</summary>
internal sealed class GetCheckpoint(AuditDb db) : IFeature
{
    public static Admission Admission { get; } = Admission.Within(AuditPermissions.Read);

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/audit/checkpoint", (GetCheckpoint feature, OpContext op, CancellationToken ct) => feature.Handle(op, ct).ToFile("text/plain; charset=utf-8", null));

    public async Task<Result<byte[]>> Handle(OpContext op, CancellationToken ct) =>
        await db.LatestCheckpoint(op, ct) is { Note: { } note } ? Encoding.UTF8.GetBytes(note) : AuditProblems.NoCheckpoint;
}
