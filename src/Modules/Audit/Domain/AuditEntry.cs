using System.Text.Json;
using Holdfast.Modules.Audit.Proof;
using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Audit.Domain;

/// <summary>Who acted.</summary>
/// <param name="Kind">Whether a person, a device's sensor, the platform itself or nobody known.</param>
/// <param name="Id">Which; null for the platform and for nobody.</param>
/// <param name="Name">For people, as it was then.</param>
/// <param name="Email">A person's address, as it was then.</param>
internal sealed record AuditActor(ActorKind Kind, Guid? Id, string Name, string? Email);

/// <summary>Where from.</summary>
/// <param name="Ip">The caller's address; null for the platform's own work.</param>
/// <param name="UserAgent">As the caller gave it.</param>
/// <param name="SessionId">The log-in session.</param>
/// <param name="RequestId"><c>X-Request-Id</c> of the request.</param>
internal sealed record AuditOrigin(string? Ip, string? UserAgent, Guid? SessionId, string RequestId);

/// <summary>On what.</summary>
/// <param name="Type">What kind of thing, e.g. <c>ticket</c>.</param>
/// <param name="Id">Which; null where there is none.</param>
/// <param name="Name">For people, as it was then.</param>
internal sealed record AuditResource(string Type, Guid? Id, string? Name);

/// <summary>What a reader must be careful with.</summary>
/// <param name="Pii">Speaks of a person.</param>
/// <param name="Sensitive">To be shown with care.</param>
/// <param name="Compliance">Kept for an auditor.</param>
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
