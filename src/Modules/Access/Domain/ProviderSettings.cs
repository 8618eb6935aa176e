using System.Text.RegularExpressions;
using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Access.Domain;

/// <summary>A mapping as it is asked for.</summary>
/// <param name="Group">The value in the groups claim, letter by letter.</param>
/// <param name="Role">The role's id: GET /api/roles lists them.</param>
/// <param name="Scope">At which organization, group or device; absent, on the whole tenant.</param>
internal sealed record AskedMapping(string Group, string Role, Scope? Scope = null);

/// <summary>What is asked of an identity provider, whether it is new or changed.</summary>
internal interface IProviderRequest
{
    /// <summary>For people.</summary>
    string Name { get; }

    /// <summary>Which product.</summary>
    ProviderPreset Preset { get; }

    /// <summary>Its name in tokens.</summary>
    string Issuer { get; }

    /// <summary>What it calls us.</summary>
    string ClientId { get; }

    /// <summary>By what it knows us; null when it stays, or there is none.</summary>
    string? ClientSecret { get; }

    /// <summary>Whether there is none.</summary>
    bool IsPublic { get; }

    /// <summary>What is asked for; null for what suits the product.</summary>
    IReadOnlyList<string>? Scopes { get; }

    /// <summary>Where it names groups; null for where the product does.</summary>
    string? GroupsClaim { get; }

    /// <summary>Which groups have which roles.</summary>
    IReadOnlyList<AskedMapping>? Mappings { get; }

    /// <summary>What everybody has.</summary>
    string? DefaultRole { get; }

    /// <summary>Whether who has no account gets one.</summary>
    bool CreatesUsers { get; }

    /// <summary>Whether its word stands for two factors.</summary>
    bool TrustsSecondFactor { get; }

    /// <summary>Whether people sign in by it.</summary>
    ProviderStatus Status { get; }
}

/// <summary>What can be said of an identity provider's settings without asking anybody.</summary>
internal static partial class ProviderSettings
{
    public const int MaxName = 100;
    public const int MaxText = 512;
    public const int MaxSecret = 2048;
    public const int MaxScopes = 20;
    public const int MaxMappings = 200;
    public const string OpenId = "openid";
    public const string GoogleIssuer = "https://accounts.google.com";

    /// <summary>The scopes that are asked for where nothing is said.</summary>
    public static IReadOnlyList<string> ScopesOf(ProviderPreset preset) =>
        preset == ProviderPreset.Okta ? [OpenId, "profile", "email", "groups"] : [OpenId, "profile", "email"];

    /// <summary>The claim that names groups where nothing is said; null where there is none.</summary>
    public static string? GroupsClaimOf(ProviderPreset preset) => preset is ProviderPreset.Entra or ProviderPreset.Okta ? "groups" : null;

    /// <summary>All of that; null when nothing is wrong.</summary>
    public static Problem? Check(IProviderRequest asked) =>
        CheckName(asked.Name)
        ?? CheckIssuer(asked.Preset, asked.Issuer)
        ?? CheckClient(asked.ClientId, asked.ClientSecret)
        ?? (asked.Scopes is { } scopes ? CheckScopes(scopes) : null)
        ?? CheckGroupsClaim(asked.GroupsClaim)
        ?? CheckMappings(asked.Mappings ?? [], asked.GroupsClaim ?? GroupsClaimOf(asked.Preset));

    private static Problem? CheckName(string name) =>
        name.Trim() is { Length: >= 1 and <= MaxName } && !name.Any(char.IsControl) ? null : SingleSignOnProblems.BadName;

    /// <summary>Whether the issuer is one that the preset can have. Letter by letter is compared later, so nothing is made nicer here.</summary>
    private static Problem? CheckIssuer(ProviderPreset preset, string issuer) =>
        issuer.Length is 0 or > MaxText || issuer.AsSpan().IndexOfAny('?', '#') >= 0 || issuer.Any(c => char.IsControl(c) || c == ' ') ? SingleSignOnProblems.BadIssuer
        : preset switch
        {
            ProviderPreset.Google => issuer == GoogleIssuer ? null : SingleSignOnProblems.GoogleIssuer,
            ProviderPreset.Entra => Entra().IsMatch(issuer) ? null : SingleSignOnProblems.EntraIssuer,
            _ => null,
        };

    private static Problem? CheckClient(string clientId, string? secret) =>
        clientId.Length is 0 or > MaxText || clientId.Any(char.IsControl) ? SingleSignOnProblems.BadClientId
        : secret is { Length: 0 or > MaxSecret } || secret?.Any(char.IsControl) == true ? SingleSignOnProblems.BadSecret
        : null;

    /// <summary>Scopes as RFC 6749, 3.3, writes them.</summary>
    private static Problem? CheckScopes(IReadOnlyList<string> scopes) =>
        scopes.Count is > 0 and <= MaxScopes && scopes.Contains(OpenId, StringComparer.Ordinal) && scopes.All(s => s is not null && Scope().IsMatch(s)) ? null : SingleSignOnProblems.BadScopes;

    private static Problem? CheckGroupsClaim(string? claim) => claim is null || (claim.Length is > 0 and <= 200 && !claim.Any(char.IsControl)) ? null : SingleSignOnProblems.BadGroupsClaim;

    private static Problem? CheckMappings(IReadOnlyList<AskedMapping> mappings, string? groupsClaim) =>
        mappings.Count > MaxMappings || mappings.Any(m => m is null || m.Group.Length is 0 or > 256 || m.Group.Any(char.IsControl)) || mappings.Distinct().Count() != mappings.Count
            ? SingleSignOnProblems.BadMappings
            : mappings.Count > 0 && groupsClaim is null ? SingleSignOnProblems.NoGroups : null;

    // The directory's id, in small letters as tokens have it: "common", "organizations" and "consumers" are everybody's.
    [GeneratedRegex(@"^https://(login\.microsoftonline\.com|login\.microsoftonline\.us|login\.partner\.microsoftonline\.cn)/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/v2\.0\z")]
    private static partial Regex Entra();

    [GeneratedRegex(@"^[\x21\x23-\x5B\x5D-\x7E]{1,100}\z")]
    private static partial Regex Scope();
}
