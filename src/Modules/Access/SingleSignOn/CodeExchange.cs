using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Holdfast.Modules.Access.Domain;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Outbound;

namespace Holdfast.Modules.Access.SingleSignOn;

/// <summary>What came for a code.</summary>
/// <param name="IdToken">Who has signed in, as the provider signed it.</param>
/// <param name="AccessToken">With which it can be asked for more; null when it gave none.</param>
internal sealed record ProviderTokens(string IdToken, string? AccessToken);

/// <summary>Asks a provider what only it can be asked: tokens for a code (RFC 6749, 4.1.3; RFC 7636), and more of who has signed in.</summary>
internal sealed class CodeExchange(OutboundClient outbound, ISealer sealer)
{
    /// <summary>Tokens for a code; a sentence for an administrator when there are none.</summary>
    public async Task<(ProviderTokens? Tokens, string? Flaw)> Exchange(IdentityProvider provider, ProviderMetadata metadata, string code, string verifier, string redirectUri, CancellationToken ct)
    {
        var (status, body, flaw) = await Ask(provider, metadata, code, verifier, redirectUri, ct);
        if (flaw is not null)
        {
            return (null, flaw);
        }

        using (body)
        {
            return status != 200 ? (null, $"The code is not taken: status {status}, {ErrorOf(body)}")
                : IdTokens.Text(body!.RootElement, "id_token") is { } idToken ? (new ProviderTokens(idToken, IdTokens.Text(body.RootElement, "access_token")), null)
                : (null, "No ID token came for the code.");
        }
    }

    /// <summary>What the provider makes of a code that never was: whether it knows this client. Null when it cannot be told.</summary>
    public async Task<(bool? Knows, string Detail)> TryClient(IdentityProvider provider, ProviderMetadata metadata, string redirectUri, CancellationToken ct)
    {
        var (status, body, flaw) = await Ask(provider, metadata, "holdfast-test", new string('t', 43), redirectUri, ct);
        using (body)
        {
            var error = ErrorOf(body);
            return flaw is not null ? (false, flaw)
                : error is "invalid_grant" ? (true, "It knows this client, and refuses a code that never was.")
                : error is "invalid_client" or "unauthorized_client" ? (false, $"It does not know this client or its secret: {error}.")
                : (null, $"It cannot be told whether it knows this client: status {status}, {error}.");
        }
    }

    /// <summary>More claims of who has signed in (OpenID Connect Core 1.0, 5.3), of the same subject; null when there are none.</summary>
    public async Task<JsonElement?> UserInfo(string address, string accessToken, string subject, CancellationToken ct)
    {
        if (!Uri.TryCreate(address, UriKind.Absolute, out var uri))
        {
            return null;
        }

        using var request = new HttpRequestMessage(HttpMethod.Get, uri) { Headers = { { "Accept", "application/json" } } };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", accessToken);
        var outcome = await outbound.Send(request, ProviderDirectory.Limits, ct);
        return outcome is { Succeeded: true } && Parse(outcome.Body) is { } document && Claims(document) is { } claims && IdTokens.Text(claims, "sub") == subject ? claims : null;
    }

    private async Task<(int Status, JsonDocument? Body, string? Flaw)> Ask(IdentityProvider provider, ProviderMetadata metadata, string code, string verifier, string redirectUri, CancellationToken ct)
    {
        if (!Uri.TryCreate(metadata.Token, UriKind.Absolute, out var uri))
        {
            return (0, null, "Where codes are exchanged is no address.");
        }

        if (Secret(provider) is not { } secret)
        {
            return (0, null, "The client's secret cannot be opened any more: give it anew.");
        }

        var form = new List<KeyValuePair<string, string>>
        {
            new("grant_type", "authorization_code"), new("code", code), new("redirect_uri", redirectUri), new("code_verifier", verifier),
        };
        var inHeader = secret.Length > 0 && !metadata.TakesSecretInBody;
        if (!inHeader)
        {
            form.Add(new("client_id", provider.ClientId));
        }

        if (secret.Length > 0 && metadata.TakesSecretInBody)
        {
            form.Add(new("client_secret", secret));
        }

        using var request = new HttpRequestMessage(HttpMethod.Post, uri) { Content = new FormUrlEncodedContent(form), Headers = { { "Accept", "application/json" } } };
        if (inHeader)
        {
            // RFC 6749, 2.3.1: both halves are encoded as in a form first.
            request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{Encoded(provider.ClientId)}:{Encoded(secret)}")));
        }

        var outcome = await outbound.Send(request, ProviderDirectory.Limits, ct);
        return outcome.Failure is not null ? (0, null, outcome.Detail)
            : Parse(outcome.Body) is { RootElement.ValueKind: JsonValueKind.Object } body ? (outcome.Status!.Value, body, null)
            : (0, null, $"What codes are exchanged for is no JSON: status {outcome.Status}.");
    }

    // Empty for a client without a secret.
    private string? Secret(IdentityProvider provider)
    {
        if (provider.SealedSecret is not { } sealedSecret)
        {
            return "";
        }

        try
        {
            return Encoding.UTF8.GetString(sealer.Open(sealedSecret, IdentityProvider.SecretPurpose(provider.Tenant, provider.Id)));
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    private static JsonElement? Claims(JsonDocument document)
    {
        using (document)
        {
            return document.RootElement.ValueKind == JsonValueKind.Object ? document.RootElement.Clone() : null;
        }
    }

    private static JsonDocument? Parse(ReadOnlyMemory<byte> json)
    {
        try
        {
            return JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = 16 });
        }
        catch (JsonException)
        {
            return null;
        }
    }

    // One of RFC 6749's words; what else a provider writes there is not repeated.
    private static string ErrorOf(JsonDocument? body) =>
        body is { RootElement.ValueKind: JsonValueKind.Object } && IdTokens.Text(body.RootElement, "error") is { Length: > 0 and <= 60 } error && error.All(c => char.IsAsciiLetterLower(c) || c == '_') ? error : "without a reason";

    private static string Encoded(string text) => Uri.EscapeDataString(text).Replace("%20", "+", StringComparison.Ordinal);
}
