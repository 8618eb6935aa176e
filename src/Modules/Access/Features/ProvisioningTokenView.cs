using Holdfast.Modules.Access.Contracts;
using Holdfast.Modules.Access.Provisioning;
using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Access.Features;

/// <summary>A provisioning token on the wire.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">For people.</param>
/// <param name="Prefix">The first characters of its text; the rest was shown once.</param>
/// <param name="ExpiresAt">It is worth nothing from then on; null when it does not end by itself.</param>
/// <param name="RatePerMinute">How many requests a minute; null when only the tenant's limit holds.</param>
/// <param name="CreatedBy">The person who made it; null when it was nobody in particular.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="RevokedAt">When it was taken away; null when it was not.</param>
/// <param name="LastUsedAt">When it was last used, some seconds late; null when never.</param>
/// <param name="LastUsedFrom">From which address.</param>
/// <param name="Version">Grows with every change; for If-Match.</param>
internal record ProvisioningTokenView(
    ProvisioningTokenId Id,
    string Name,
    string Prefix,
    DateTimeOffset? ExpiresAt,
    int? RatePerMinute,
    Guid? CreatedBy,
    DateTimeOffset CreatedAt,
    DateTimeOffset? RevokedAt,
    DateTimeOffset? LastUsedAt,
    string? LastUsedFrom,
    long Version) : IVersioned
{
    public static ProvisioningTokenView From(ProvisioningToken t) =>
        new(t.Id, t.Name, t.Prefix, t.ExpiresAt, t.RatePerMinute, t.CreatedBy, t.CreatedAt, t.RevokedAt, t.LastUsedAt, t.LastUsedFrom?.ToString(), t.Version);

    public static AuditFact Fact(ProvisioningToken? before, ProvisioningToken after) =>
        AuditFact.Of("provisioning_token", after.Id.Value, after.Name, before is null ? null : From(before), From(after)) with { Category = AuditCategory.ApiAccess, Severity = AuditSeverity.Warning };
}

/// <summary>A provisioning token on the wire with its text.</summary>
internal sealed record ProvisioningTokenWithTextView : ProvisioningTokenView
{
    private ProvisioningTokenWithTextView(ProvisioningTokenView view, string token) : base(view) => Token = token;

    /// <summary>What the identity provider sends as <c>Authorization: Bearer</c>: shown this once.</summary>
    public string Token { get; }

    public static ProvisioningTokenWithTextView From((ProvisioningToken Token, string Text) made) => new(From(made.Token), made.Text);
}
