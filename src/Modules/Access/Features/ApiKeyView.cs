using Holdfast.Modules.Access.Contracts;
using Holdfast.Modules.Access.Domain;
using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Access.Features;

/// <summary>A key on the wire.</summary>
/// <param name="Id">Its id; the same after a rotation.</param>
/// <param name="Name">For people.</param>
/// <param name="Prefix">The first characters of its text; the rest was shown once.</param>
/// <param name="Mode">TEST: it acts on nothing outside the platform.</param>
/// <param name="Permissions">What it may do, as <c>area:verb</c>, <c>area:*</c> or <c>*</c>.</param>
/// <param name="Scope">At which node, and everything below it; null for the whole tenant.</param>
/// <param name="ExpiresAt">It is worth nothing from then on; null when it does not end by itself.</param>
/// <param name="RatePerMinute">How many requests a minute; null when only the tenant's limit holds.</param>
/// <param name="Networks">From where it may be used, in CIDR notation; none: from anywhere.</param>
/// <param name="CreatedBy">The person who made it; null when it was nobody in particular.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="ReplacedUntil">Until when the text before the last rotation is good as well; null when it is not.</param>
/// <param name="RevokedAt">When it was taken away; null when it was not.</param>
/// <param name="RevokedFor">Why it was taken away: by somebody of the tenant, or because it had leaked.</param>
/// <param name="LastUsedAt">When it was last used, some seconds late; null when never.</param>
/// <param name="LastUsedFrom">From which address.</param>
/// <param name="Version">Grows with every change; the answer's ETag, for If-Match.</param>
internal record ApiKeyView(
    ApiKeyId Id,
    string Name,
    string Prefix,
    ApiKeyMode Mode,
    IReadOnlyList<string> Permissions,
    Scope? Scope,
    DateTimeOffset? ExpiresAt,
    int? RatePerMinute,
    IReadOnlyList<string> Networks,
    Guid? CreatedBy,
    DateTimeOffset CreatedAt,
    DateTimeOffset? ReplacedUntil,
    DateTimeOffset? RevokedAt,
    RevokedReason? RevokedFor,
    DateTimeOffset? LastUsedAt,
    string? LastUsedFrom,
    long Version) : IVersioned
{
    public static ApiKeyView From(ApiKey key) => new(
        key.Id,
        key.Name,
        key.Prefix,
        key.Mode,
        key.Permissions,
        key.Place.Node,
        key.ExpiresAt,
        key.RatePerMinute,
        [.. key.Networks.Select(n => n.ToString())],
        key.CreatedBy,
        key.CreatedAt,
        key.ReplacedUntil,
        key.RevokedAt,
        key.RevokedFor,
        key.LastUsedAt,
        key.LastUsedFrom?.ToString(),
        key.Version);

    public static AuditFact Fact(ApiKey? before, ApiKey? after)
    {
        var named = (after ?? before)!;
        return AuditFact.Of("api_key", named.Id.Value, named.Name, before is null ? null : From(before), after is null ? null : From(after)) with
        {
            Category = AuditCategory.ApiAccess,
            Path = named.Place,
        };
    }
}

/// <summary>A key on the wire with its text.</summary>
internal sealed record ApiKeyWithTextView : ApiKeyView
{
    private ApiKeyWithTextView(ApiKeyView view, string key) : base(view) => Key = key;

    /// <summary>What the program sends as <c>Authorization: Bearer</c>: shown this once.</summary>
    public string Key { get; }

    public static ApiKeyWithTextView From((ApiKey Key, string Text) made) => new(From(made.Key), made.Text);
}
