using System.Text.Json;

namespace Holdfast.Modules.Access.SingleSignOn;

/// <summary>What a provider says of itself (OpenID Connect Discovery 1.0, 3).</summary>
/// <param name="Issuer">Its name in tokens.</param>
/// <param name="Authorization">Where people sign in.</param>
/// <param name="Token">Where codes are exchanged.</param>
/// <param name="Keys">Where its keys are.</param>
/// <param name="UserInfo">Where it says more of who has signed in; null where it does not.</param>
/// <param name="EndSession">Where people sign out of it; null where they cannot.</param>
/// <param name="TakesSecretInBody">Whether the secret goes into the body because it is not taken in the header.</param>
/// <param name="NamesItself">Whether its answers always say who answers (RFC 9207).</param>
/// <param name="Algorithms">With what it signs.</param>
/// <param name="ChallengeMethods">Which kinds of PKCE it says that it knows; empty when it says nothing.</param>
/// <param name="LogsOut">Whether it says that it tells of sessions that end.</param>
internal sealed record ProviderMetadata(
    string Issuer,
    string Authorization,
    string Token,
    string Keys,
    string? UserInfo,
    string? EndSession,
    bool TakesSecretInBody,
    bool NamesItself,
    IReadOnlyList<string> Algorithms,
    IReadOnlyList<string> ChallengeMethods,
    bool LogsOut)
{
    private const string InHeader = "client_secret_basic";
    private const string InBody = "client_secret_post";

    /// <summary>Reads the document; null when it is none, or what is needed is missing.</summary>
    public static ProviderMetadata? Read(ReadOnlyMemory<byte> json)
    {
        try
        {
            using var document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = 16 });
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object || Text(root, "issuer") is not { } issuer || Text(root, "authorization_endpoint") is not { } authorization
                || Text(root, "token_endpoint") is not { } token || Text(root, "jwks_uri") is not { } keys)
            {
                return null;
            }

            var methods = Texts(root, "token_endpoint_auth_methods_supported");
            return new ProviderMetadata(
                issuer,
                authorization,
                token,
                keys,
                Text(root, "userinfo_endpoint"),
                Text(root, "end_session_endpoint"),
                methods.Contains(InBody) && !methods.Contains(InHeader),
                Flag(root, "authorization_response_iss_parameter_supported"),
                Texts(root, "id_token_signing_alg_values_supported"),
                Texts(root, "code_challenge_methods_supported"),
                Flag(root, "backchannel_logout_supported"));
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Whether a browser may be sent there: an address of the web, and by https where the issuer is.</summary>
    public bool MaySendTo(string address) =>
        Uri.TryCreate(address, UriKind.Absolute, out var to) && to.UserInfo.Length == 0 && to.Fragment.Length == 0
        && (to.Scheme == Uri.UriSchemeHttps || (to.Scheme == Uri.UriSchemeHttp && Issuer.StartsWith("http://", StringComparison.Ordinal)));

    private static string? Text(JsonElement root, string name) => root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 and <= 2048 } text ? text : null;

    private static bool Flag(JsonElement root, string name) => root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.True;

    private static string[] Texts(JsonElement root, string name) => root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Array
        ? [.. value.EnumerateArray().Where(v => v.ValueKind == JsonValueKind.String).Select(v => v.GetString()!).Take(100)]
        : [];
}
