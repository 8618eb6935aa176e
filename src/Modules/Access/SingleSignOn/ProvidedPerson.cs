using System.Text.Json;
using Holdfast.Modules.Access.Domain;

namespace Holdfast.Modules.Access.SingleSignOn;

/// <summary>What an identity provider says of somebody who has signed in.</summary>
/// <param name="Subject">Whom it means: never anybody else's.</param>
/// <param name="Email">Their address; null when it says none that is one.</param>
/// <param name="VouchesForEmail">Whether it says that the address is theirs, as its product says such things.</param>
/// <param name="MayLink">Whether that is enough for an account of this address that there is already: the product says of this very address that it is verified.</param>
/// <param name="Name">What people call them; null when it does not say.</param>
/// <param name="Groups">The groups that it says they are in.</param>
/// <param name="HasTooManyGroups">Whether it left groups out because they are too many.</param>
/// <param name="SeveralFactors">Whether it says that they proved two factors.</param>
internal sealed record ProvidedPerson(string Subject, string? Email, bool VouchesForEmail, bool MayLink, string? Name, IReadOnlyList<string> Groups, bool HasTooManyGroups, bool SeveralFactors)
{
    private const int MostGroups = 2_000;
    private const string Mfa = "mfa";

    /// <summary>Reads it of an ID token's claims, and of what was asked for beside them.</summary>
    /// <param name="provider">Whose they are.</param>
    /// <param name="token">The ID token's.</param>
    /// <param name="more">What the provider says at its other address; null when it was not asked.</param>
    public static ProvidedPerson Of(IdentityProvider provider, JsonElement token, JsonElement? more)
    {
        var said = new Claims(token, more);
        // Entra has no word for an address that is verified. A user principal name is of a domain that the directory has proved.
        var email = said.Text("email") ?? (provider.Preset == ProviderPreset.Entra ? said.Text("preferred_username") : null);
        email = email is not null && Identity.CheckEmail(email) is null ? email.ToLowerInvariant() : null;
        var groups = provider.GroupsClaim is { } claim ? said.Texts(claim) : [];
        var vouches = provider.Preset switch
        {
            ProviderPreset.Entra => true,
            // Without hd the account is somebody's own, and its address may have been another's since.
            ProviderPreset.Google => said.IsTrue("email_verified") && email is not null && string.Equals(said.Text("hd"), DomainOf(email), StringComparison.OrdinalIgnoreCase),
            _ => said.IsTrue("email_verified"),
        };
        return new ProvidedPerson(
            IdTokens.Text(token, "sub")!,
            email,
            vouches,
            // In a directory of Entra's whoever may edit somebody can write any address into them; xms_edov is its word that the owner of the domain was asked.
            vouches && (provider.Preset != ProviderPreset.Entra || said.IsTrue("email_verified") || said.IsTrue("xms_edov")),
            said.Text("name") ?? said.Text("preferred_username"),
            groups,
            groups.Length > MostGroups || (provider.GroupsClaim is { } named && said.IsElsewhere(named)),
            IdTokens.Texts(token, "amr").Contains(Mfa, StringComparer.Ordinal));
    }

    public static string DomainOf(string email) => email[(email.LastIndexOf('@') + 1)..];

    /// <summary>Whether more has to be asked for than the ID token says.</summary>
    public static bool AsksForMore(IdentityProvider provider, JsonElement token) =>
        !token.TryGetProperty("email", out _) || (provider.GroupsClaim is { } groups && !token.TryGetProperty(groups, out _) && !token.TryGetProperty("_claim_names", out _));

    // What the token says holds before what was asked for beside it.
    private readonly struct Claims(JsonElement token, JsonElement? more)
    {
        public string? Text(string name) => IdTokens.Text(token, name) ?? (more is { } other ? IdTokens.Text(other, name) : null);

        public string[] Texts(string name) => token.TryGetProperty(name, out _) ? IdTokens.Texts(token, name) : more is { } other ? IdTokens.Texts(other, name) : [];

        // The word about the address has to come from where the address comes from.
        public bool IsTrue(string name) => IsTrue(token.TryGetProperty("email", out _) || more is not { } other ? token : other, name);

        // Entra: names of claims that were too many to be sent.
        public bool IsElsewhere(string name) =>
            (token.TryGetProperty("_claim_names", out var names) && names.ValueKind == JsonValueKind.Object && names.TryGetProperty(name, out _)) || IsTrue(token, "hasgroups");

        private static bool IsTrue(JsonElement claims, string name) => claims.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.True;
    }
}
