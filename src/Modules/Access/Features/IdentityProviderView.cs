using Holdfast.Modules.Access.Contracts;
using Holdfast.Modules.Access.Domain;
using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Access.Features;

/// <summary>A program outside that says for the tenant who somebody is.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">For people.</param>
/// <param name="Preset">Which product it is, as far as its oddities matter.</param>
/// <param name="Issuer">Its name in tokens, letter by letter.</param>
/// <param name="ClientId">What it calls this installation.</param>
/// <param name="IsPublic">Whether it knows this installation without a secret. A secret is never shown again.</param>
/// <param name="Scopes">What is asked for.</param>
/// <param name="GroupsClaim">Where it names groups; null where it does not.</param>
/// <param name="Mappings">Which groups have which roles, at which node.</param>
/// <param name="DefaultRole">The id of the role that everybody has who signs in by it, on the whole tenant; null for none.</param>
/// <param name="CreatesUsers">Whether who has no account, and an address at a verified domain of the tenant's, gets one.</param>
/// <param name="TrustsSecondFactor">Whether its word stands for two factors even where it does not say so.</param>
/// <param name="Status">Whether people sign in by it.</param>
/// <param name="RedirectUri">What has to be entered there: where it sends people back to.</param>
/// <param name="SignedOutUri">What has to be entered there: where it sends people who have signed out.</param>
/// <param name="BackChannelLogoutUri">What has to be entered there: where it tells this server of sessions that have ended.</param>
/// <param name="FrontChannelLogoutUri">The same by the person's browser, for those that cannot do better.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="Version">Grows with every change; the answer's ETag, for If-Match.</param>
internal sealed record IdentityProviderView(
    IdentityProviderId Id,
    string Name,
    ProviderPreset Preset,
    string Issuer,
    string ClientId,
    bool IsPublic,
    IReadOnlyList<string> Scopes,
    string? GroupsClaim,
    IReadOnlyList<GroupMapping> Mappings,
    string? DefaultRole,
    bool CreatesUsers,
    bool TrustsSecondFactor,
    ProviderStatus Status,
    string RedirectUri,
    string SignedOutUri,
    string BackChannelLogoutUri,
    string FrontChannelLogoutUri,
    DateTimeOffset CreatedAt,
    long Version) : IVersioned
{
    /// <param name="p">The provider.</param>
    /// <param name="link">Makes an address of this server's of a path.</param>
    public static IdentityProviderView From(IdentityProvider p, Func<string, string> link) => new(
        p.Id,
        p.Name,
        p.Preset,
        p.Issuer,
        p.ClientId,
        p.SealedSecret is null,
        p.Scopes,
        p.GroupsClaim,
        p.Mappings,
        p.DefaultRole,
        p.CreatesUsers,
        p.TrustsSecondFactor,
        p.Status,
        link("/sso/callback"),
        link("/"),
        link($"/api/auth/sso/{p.Id}/back-channel-logout"),
        link($"/api/auth/sso/{p.Id}/front-channel-logout"),
        p.CreatedAt,
        p.Version);

    public static AuditFact Fact(IdentityProviderView? before, IdentityProviderView? after)
    {
        var named = (after ?? before)!;
        return AuditFact.Of("identity_provider", named.Id.Value, named.Name, before, after) with { Category = AuditCategory.SystemConfig, Severity = AuditSeverity.Warning };
    }
}

/// <summary>A tenant's identity providers, the oldest first.</summary>
/// <param name="Items">All of them: there are at most 10.</param>
internal sealed record IdentityProvidersView(IReadOnlyList<IdentityProviderView> Items);
