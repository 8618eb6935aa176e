using System.Text.RegularExpressions;

namespace Holdfast.Modules.Vault.Azure;

/// <summary>An Azure Key Vault, and the application of Microsoft Entra ID as which this server signs in to it.</summary>
internal sealed partial class AzureOptions
{
    /// <summary>The vault's address (AZURE_KEY_VAULT_URL), such as <c>https://acme.vault.azure.net</c>; empty: no Key Vault. With it, the next three are needed.</summary>
    public string VaultUrl { get; init; } = "";

    /// <summary>The Entra tenant in which the application is (AZURE_TENANT_ID): its id or one of its domains.</summary>
    public string TenantId { get; init; } = "";

    /// <summary>The application's id (AZURE_CLIENT_ID). It needs to get, set and delete secrets: role Key Vault Secrets Officer.</summary>
    public string ClientId { get; init; } = "";

    /// <summary>The application's secret (AZURE_CLIENT_SECRET). It is used at the sign-in and shown nowhere.</summary>
    public string ClientSecret { get; init; } = "";

    /// <summary>Where the application signs in (AZURE_AUTHORITY_HOST): empty for Azure's public cloud, else a sovereign cloud's address.</summary>
    public string AuthorityHost { get; init; } = "";

    /// <summary>Whether there is a Key Vault.</summary>
    internal bool IsConfigured => VaultUrl.Length > 0;

    /// <summary>The secret's text must not come out by accident.</summary>
    public override string ToString() => VaultUrl;

    /// <summary>What stands in the way of a start, as sentences; empty also when there is no Key Vault.</summary>
    internal IEnumerable<string> WhatIsWrong()
    {
        if (!IsConfigured)
        {
            yield break;
        }

        if (!Uri.TryCreate(VaultUrl, UriKind.Absolute, out var url) || url.Scheme != Uri.UriSchemeHttps || url.PathAndQuery != "/" || url.UserInfo.Length > 0)
        {
            yield return "AZURE_KEY_VAULT_URL (Holdfast:Vault:Azure:VaultUrl) is not the https address of a Key Vault, such as https://acme.vault.azure.net.";
        }

        (string Value, string Name)[] needed =
        [
            (TenantId, "AZURE_TENANT_ID (Holdfast:Vault:Azure:TenantId)"),
            (ClientId, "AZURE_CLIENT_ID (Holdfast:Vault:Azure:ClientId)"),
            (ClientSecret, "AZURE_CLIENT_SECRET (Holdfast:Vault:Azure:ClientSecret)"),
        ];
        foreach (var (_, name) in needed.Where(n => string.IsNullOrWhiteSpace(n.Value)))
        {
            yield return $"{name} is missing: a Key Vault is configured, and the server has to sign in to it.";
        }

        if (TenantId.Length > 0 && !PlainId().IsMatch(TenantId))
        {
            yield return "AZURE_TENANT_ID (Holdfast:Vault:Azure:TenantId) is neither an id nor a domain.";
        }

        if (AuthorityHost.Length > 0 && (!Uri.TryCreate(AuthorityHost, UriKind.Absolute, out var host) || host.Scheme != Uri.UriSchemeHttps))
        {
            yield return "AZURE_AUTHORITY_HOST (Holdfast:Vault:Azure:AuthorityHost) is not an https address.";
        }
    }

    [GeneratedRegex(@"\A[A-Za-z0-9.-]+\z")]
    private static partial Regex PlainId();
}
