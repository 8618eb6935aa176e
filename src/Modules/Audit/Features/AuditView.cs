using System.Text.Json;
using Holdfast.Modules.Audit.Domain;
using Holdfast.Modules.Audit.Proof;
using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Audit.Features;

/// <summary>An entry as it lies in the database.</summary>
/// <param name="Body">Its canonical JSON.</param>
/// <param name="Leaf">Its leaf hash.</param>
/// <param name="Position">Its place in the tree, from 0; null for less than a second.</param>
internal sealed record StoredEntry(byte[] Body, MerkleHash Leaf, long? Position);

/// <summary>An entry on the wire.</summary>
internal sealed record AuditView(
    Guid Id,
    DateTimeOffset At,
    TenantId TenantId,
    AuditCategory Category,
    AuditSeverity Severity,
    string Action,
    AuditActor Actor,
    AuditOrigin Origin,
    AuditResource Resource,
    AuditOutcome Outcome,
    string? Error,
    JsonElement? Before,
    JsonElement? After,
    AuditFlags Flags,
    DateTimeOffset RetainUntil,
    long? Sequence,
    string LeafHash)
{
    public static AuditView From(StoredEntry stored)
    {
        var e = AuditEntry.Parse(stored.Body);
        return new(
            e.Id, e.At, e.TenantId, e.Category, e.Severity, e.Action, e.Actor, e.Origin, e.Resource, e.Outcome, e.Error, e.Before, e.After, e.Flags, e.RetainUntil, stored.Position, stored.Leaf.ToString());
    }
}
