using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Audit.Features;

/// <summary>The key of the tenant's log on the wire.</summary>
/// <param name="VerifierKey">C2SP verifier key: keep it, and check proofs against it.</param>
internal sealed record AuditKeyView(string VerifierKey);

/// <summary>The key that verifies the tenant's checkpoints.</summary>
internal sealed class GetAuditKey(AuditDb db) : IFeature
{
    public static Admission Admission { get; } = Admission.Within(AuditPermissions.Read);

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/audit/key", (GetAuditKey feature, OpContext op, CancellationToken ct) => feature.Handle(op, ct).ToHttp());

    public async Task<Result<AuditKeyView>> Handle(OpContext op, CancellationToken ct) =>
        await db.VerifierKey(op, ct) is { } key ? new AuditKeyView(key) : AuditProblems.NoCheckpoint;
}
