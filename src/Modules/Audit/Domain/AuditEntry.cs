using System.Text.Json;
using Holdfast.Modules.Audit.Proof;
using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Audit.Domain;

/// <summary>Who acted.</summary>
internal sealed record AuditActor(ActorKind Kind, Guid? Id, string Name, string? Email);

/// <summary>Where from.</summary>
internal sealed record AuditOrigin(string? Ip, string? UserAgent, Guid? SessionId, string RequestId);

/// <summary>On what.</summary>
internal sealed record AuditResource(string Type, Guid? Id, string? Name);

/// <summary>What a reader must be careful with.</summary>
internal sealed record AuditFlags(bool Pii, bool Sensitive, bool Compliance);

/// <summary>One entry of a tenant's log. Its canonical JSON (RFC 8785) is what the Merkle tree holds.</summary>
internal sealed record AuditEntry(
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
    DateTimeOffset RetainUntil)
{
    public static AuditEntry Of(OpContext op, AuditFact fact, DateTimeOffset now, TimeSpan retention, TimeProvider time)
    {
        return new AuditEntry(
            Platform.Kernel.Id.NewGuid(time),
            now,
            op.Tenant,
            fact.Category,
            fact.Severity,
            fact.Action ?? op.Operation,
            new AuditActor(op.Actor.Kind, op.Actor.Id, op.Actor.Name, op.Actor.Email),
            new AuditOrigin(op.Origin.Address?.ToString(), op.Origin.UserAgent, op.Origin.SessionId, op.Origin.RequestId),
            new AuditResource(fact.ResourceType, fact.ResourceId, fact.ResourceName),
            fact.Outcome,
            fact.Error,
            fact.Before,
            fact.After,
            new AuditFlags(fact.Pii, false, fact.Category == AuditCategory.Compliance),
            now + retention);
    }

    public byte[] Canonical() => CanonicalJson.Of(JsonSerializer.SerializeToElement(this, WireJson.Options));

    public static AuditEntry Parse(byte[] canonical) => JsonSerializer.Deserialize<AuditEntry>(canonical, WireJson.Options)!;
}
