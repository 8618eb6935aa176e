using Holdfast.Modules.Access.Contracts;
using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Access.Domain;

/// <summary>Which product an identity provider is, as far as its oddities matter.</summary>
internal enum ProviderPreset
{
    /// <summary>Google: it names the company's domain in <c>hd</c>, and has no groups.</summary>
    Google,

    /// <summary>Microsoft Entra: an issuer for each directory, no word of whether an address is verified, groups as ids, and none at all where somebody is in too many.</summary>
    Entra,

    /// <summary>Okta: groups come by a scope of that name.</summary>
    Okta,

    /// <summary>Any other that speaks OpenID Connect.</summary>
    Custom,
}

/// <summary>Whether people sign in by an identity provider.</summary>
internal enum ProviderStatus
{
    /// <summary>They do.</summary>
    Enabled,

    /// <summary>Nobody does.</summary>
    Disabled,
}

/// <summary>Whoever the provider says is in a group has a role at a node.</summary>
/// <param name="Group">The value in the groups claim, letter by letter.</param>
/// <param name="Role">The role's id.</param>
/// <param name="Scope">At which node.</param>
internal sealed record GroupMapping(string Group, string Role, Scope Scope);

/// <summary>A program outside that says for a tenant who somebody is (OpenID Connect Core 1.0), and how this installation is known to it.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Tenant">For whose accounts it speaks.</param>
/// <param name="Name">For people.</param>
/// <param name="Preset">Which product.</param>
/// <param name="Issuer">Its name in tokens, letter by letter; its documents lie below it.</param>
/// <param name="ClientId">What it calls us.</param>
/// <param name="SealedSecret">By what it knows us, sealed; null for a client without a secret.</param>
/// <param name="Scopes">What is asked for; <c>openid</c> is among them.</param>
/// <param name="GroupsClaim">Which member of its answers names the groups; null when none does.</param>
/// <param name="DefaultRole">The role that everybody has who signs in by it, on the whole tenant; null for none.</param>
/// <param name="Mappings">Which groups have which roles.</param>
/// <param name="CreatesUsers">Whether who has no account gets one.</param>
/// <param name="TrustsSecondFactor">Whether its word stands for two factors even where it does not say so.</param>
/// <param name="Status">Whether people sign in by it.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="Version">Grows with every change.</param>
internal sealed record IdentityProvider(
    IdentityProviderId Id,
    TenantId Tenant,
    string Name,
    ProviderPreset Preset,
    string Issuer,
    string ClientId,
    byte[]? SealedSecret,
    IReadOnlyList<string> Scopes,
    string? GroupsClaim,
    string? DefaultRole,
    IReadOnlyList<GroupMapping> Mappings,
    bool CreatesUsers,
    bool TrustsSecondFactor,
    ProviderStatus Status,
    DateTimeOffset CreatedAt,
    long Version) : IVersioned
{
    /// <summary>How many a tenant has at most.</summary>
    public const int MaxPerTenant = 10;

    public bool IsEnabled => Status == ProviderStatus.Enabled;

    /// <summary>What its secret is sealed for: it is worth nothing in another row.</summary>
    public static string SecretPurpose(TenantId tenant, IdentityProviderId id) => $"access-sso-secret/{tenant}/{id}";

    /// <summary>What everybody, and who is in groups, has by it.</summary>
    public IEnumerable<(string Role, Scope Scope)> RolesOf(IReadOnlyCollection<string> groups) =>
        Mappings.Where(m => groups.Contains(m.Group, StringComparer.Ordinal)).Select(m => (m.Role, m.Scope)).Concat(ForAll).Distinct();

    /// <summary>All that it can give.</summary>
    public IEnumerable<(string Role, Scope Scope)> AllRoles => Mappings.Select(m => (m.Role, m.Scope)).Concat(ForAll).Distinct();

    private IEnumerable<(string, Scope)> ForAll => DefaultRole is { } role ? [(role, new Scope(ScopeLevel.Tenant, Tenant.Value))] : [];
}
