using System.ComponentModel;
using Holdfast.Modules.Audit.Proof;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Audit.Features;

/// <summary>A file that proves, without the server, that an entry stands in the log: <c>holdfast audit verify FILE</c>.</summary>
internal sealed class GetAuditProof(AuditDb db) : IFeature
{
    public static Admission Admission { get; } = Admission.Within(AuditPermissions.Read);

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/audit/{id:guid}/proof", ([Description("Which entry.")] Guid id, GetAuditProof feature, OpContext op, CancellationToken ct) =>
            feature.Handle(op, id, ct).ToFile("application/json", $"audit-{id}.json"));

    public async Task<Result<byte[]>> Handle(OpContext op, Guid id, CancellationToken ct)
    {
        if (await db.Entry(op, id, ct) is not { } entry)
        {
            return AuditProblems.EntryNotFound;
        }

        var (size, note) = await db.LatestCheckpoint(op, ct);
        if (entry.Position is not { } position || position >= size
            || await db.VerifierKey(op, ct) is not { } text || !VerifierKey.TryParse(text, out var key))
        {
            return AuditProblems.NotSequenced;
        }

        var proof = MerkleProof.OfInclusion(position, size);
        var nodes = await db.Nodes(op, proof.Nodes, ct);
        return new AuditProofFile(entry.Body, entry.Leaf, new TlogProof(position, proof.Compute(node => nodes[node]), note), key).ToUtf8();
    }
}
