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
/// <param name="Id">Its id.</param>
/// <param name="At">When it happened.</param>
/// <param name="TenantId">Whose log.</param>
/// <param name="Category">What kind of act.</param>
/// <param name="Severity">How much it matters.</param>
/// <param name="Action">What was done, as <c>module.feature</c>.</param>
/// <param name="Actor">Who did it.</param>
/// <param name="Origin">Where from.</param>
/// <param name="Resource">On what.</param>
/// <param name="Outcome">How it ended.</param>
/// <param name="Error">The problem's code; null when there was none.</param>
/// <param name="Before">The thing as it was, without secrets; null when it is new.</param>
/// <param name="After">The thing as it is, without secrets; null when it is gone.</param>
/// <param name="Flags">What a reader must be careful with.</param>
/// <param name="RetainUntil">It is kept at least until then.</param>
/// <param name="Scope">Where in the tenant's tree the thing hangs; null for the tenant itself.</param>
/// <param name="Format">Which members an entry has and what they mean; 0 for those from before it was said.</param>
/// <param name="Sequence">Its place in the Merkle tree, from 0; null for less than a second.</param>
/// <param name="LeafHash">SHA-256 of the Merkle leaf.</param>
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
    AuditScope? Scope,
    int Format,
    long? Sequence,
    string LeafHash)
{
    public static AuditView From(StoredEntry stored)
    {
        var e = AuditEntry.Parse(stored.Body);
        return new(
            e.Id, e.At, e.TenantId, e.Category, e.Severity, e.Action, e.Actor, e.Origin, e.Resource, e.Outcome, e.Error, e.Before, e.After, e.Flags, e.RetainUntil, e.Scope, e.Format, stored.Position, stored.Leaf.ToString());
    }
}
