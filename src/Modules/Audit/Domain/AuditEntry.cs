using System.Text.Json;
using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Audit.Domain;

/// <summary>Who acted.</summary>
/// <param name="Kind">Whether a person, a device's sensor, the platform itself or nobody known.</param>
/// <param name="Id">Which; null for the platform and for nobody.</param>
/// <param name="Name">For people, as it was then.</param>
/// <param name="Email">A person's address, as it was then.</param>
/// <param name="TenantId">To which tenant it belongs, when that is another than the log's.</param>
/// <param name="Methods">How it proved who it is, by the names of RFC 8176.</param>
/// <param name="CredentialId">With which credential: the log-in session, the key, the device.</param>
/// <param name="OnBehalfOf">For whom it acted; null when for itself.</param>
internal sealed record AuditActor(
    PrincipalKind Kind,
    Guid? Id,
    string Name,
    string? Email,
    TenantId? TenantId = null,
    IReadOnlyList<string>? Methods = null,
    Guid? CredentialId = null,
    AuditActor? OnBehalfOf = null)
{
    public static AuditActor Of(Principal principal, TenantId log) => new(
        principal.Kind,
        principal.Id,
        principal.Name,
        principal.Email,
        principal.Home == default || principal.Home == log ? null : principal.Home,
        principal.Methods.Count == 0 ? null : principal.Methods,
        principal.CredentialId,
        principal.OnBehalfOf is { } other ? Of(other, log) : null);
}

/// <summary>Where in the tenant's tree the thing hangs.</summary>
/// <param name="OrganizationId">In which organization.</param>
/// <param name="GroupId">In which group of it; null for the organization itself.</param>
/// <param name="DeviceId">On which device; null for the group itself.</param>
internal sealed record AuditScope(Guid? OrganizationId, Guid? GroupId, Guid? DeviceId);

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

/// <summary>
/// One entry of a tenant's log. Its canonical JSON (RFC 8785) is what the Merkle tree holds, so its members and their meaning are a format with a number:
/// 0, without the member, from before there was one; 1, with <c>format</c>, <c>scope</c> and the actor's tenant, methods, credential and <c>onBehalfOf</c>.
/// </summary>
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
    DateTimeOffset RetainUntil,
    AuditScope? Scope = null,
    int Format = 0)
{
    public const int PresentFormat = 1;

    public static AuditEntry Of(OpContext op, AuditFact fact, DateTimeOffset now, TimeSpan retention, TimeProvider time)
    {
        return new AuditEntry(
            Platform.Kernel.Id.NewGuid(time),
            now,
            op.Tenant,
            fact.Category,
            fact.Severity,
            fact.Action ?? op.Operation,
            AuditActor.Of(op.Principal, op.Tenant),
            new AuditOrigin(op.Origin.Address?.ToString(), op.Origin.UserAgent, op.Origin.SessionId, op.Origin.RequestId),
            new AuditResource(fact.ResourceType, fact.ResourceId, fact.ResourceName),
            fact.Outcome,
            fact.Error,
            fact.Before,
            fact.After,
            new AuditFlags(fact.Pii, false, fact.Category == AuditCategory.Compliance),
            now + retention,
            fact.Path == ScopePath.Tenant ? null : new AuditScope(fact.Path.Organization, fact.Path.Group, fact.Path.Device),
            PresentFormat);
    }

    public byte[] Canonical() => CanonicalEntry.Of(this);

    public static AuditEntry Parse(byte[] canonical) => JsonSerializer.Deserialize<AuditEntry>(canonical, WireJson.Options)!;
}
