using Holdfast.Modules.Access.Contracts;
using Holdfast.Modules.Access.Domain;
using Holdfast.Modules.Access.Tokens;
using Holdfast.Platform.Data;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Holdfast.Platform.Modularity.Quotas;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Access.Features;

/// <param name="Key">As it was found, whole.</param>
internal sealed record ReportLeakedKeyRequest(string Key) : IRequest
{
    // Whoever has copied a part of one would think that it is taken away. Anybody can tell by the checksum, so it tells nothing of what there is.
    public Problem? Check() => ApiKeyText.Digest(Key) is null ? AccessProblems.NoKey : null;
}

/// <summary>Takes a key away that somebody has who should not, and tells its tenant. The answer is the same whether there is such a key or not.</summary>
internal sealed class ReportLeakedKey(ApiKeyDb db, TimeProvider time) : IFeature
{
    public static Admission Admission { get; } = Admission.OpenToAll("Whoever holds a key may say that it has leaked: the key is the proof.");

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/admin/api-keys/report-leak", (ReportLeakedKeyRequest request, ReportLeakedKey feature, OpContext op, CancellationToken ct) => feature.Handle(op, request, ct).ToEmpty())
        .TakesCredentials();

    public async Task<Result<Done>> Handle(OpContext op, ReportLeakedKeyRequest request, CancellationToken ct)
    {
        if (await db.OfText(ApiKeyText.Digest(request.Key)!.Value.ToBytes(), time.GetUtcNow(), ct) is var (found, _))
        {
            await Revoke(op with { Tenant = found.Tenant }, found.Id, ct);
        }

        return Done.Value;
    }

    private async Task Revoke(OpContext op, ApiKeyId id, CancellationToken ct)
    {
        await using var change = db.ChangeFor(op);
        if (await ApiKeyDb.AnywhereForUpdate(change, id, ct) is not { } key || key.Revoke(RevokedReason.Leaked, time.GetUtcNow()).Fails(out var revoked, out _))
        {
            return;
        }

        ApiKeyDb.Revoke(change, revoked);
        AssignmentDb.DeleteOf(change, key.Tenant, AssigneeKind.ApiKey, key.Id.Value);
        await Quotas.Return(change, ApiKeyDb.Quota, 1, ct);
        change.Publish(new ApiKeyLeaked(key.Id, key.Name, key.Prefix, key.LastUsedAt), key.Place);
        change.Audit(ApiKeyView.Fact(key, revoked) with { Severity = AuditSeverity.Warning });
        await change.Commit(ct);
    }
}
