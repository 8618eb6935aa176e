using System.Buffers.Text;
using System.Text;
using System.Text.Json;

namespace Holdfast.Modules.Access.SingleSignOn;

/// <summary>
/// A compact JWS (RFC 7515) of an identity provider. The algorithm is the key's; the header's word for it is only compared. What a header says about where keys are
/// (<c>jwk jku x5u x5c</c>) is refused, and so is whatever must be understood (<c>crit</c>). One value has one spelling, and no member stands there twice.
/// </summary>
internal sealed class Jws
{
    public const int MaxLength = 32 * 1024;
    private static readonly string[] Refused = ["crit", "jwk", "jku", "x5u", "x5c", "zip", "enc", "b64"];
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 16 };
    private readonly byte[] signed;
    private readonly byte[] signature;

    private Jws(string algorithm, string? kid, string? type, byte[] signed, byte[] payload, byte[] signature) =>
        (Algorithm, Kid, Type, this.signed, Payload, this.signature) = (algorithm, kid, type, signed, payload, signature);

    /// <summary>What the header says it is.</summary>
    public string Algorithm { get; }

    /// <summary>The name of the key; null when there is none.</summary>
    public string? Kid { get; }

    /// <summary>What kind of token the header says it is; null when it does not.</summary>
    public string? Type { get; }

    /// <summary>What was signed, once it is known to be.</summary>
    private byte[] Payload { get; }

    /// <summary>Reads a token without believing it; null when it is none, or one that is never taken.</summary>
    public static Jws? Read(string token)
    {
        if (token.Length > MaxLength || token.Split('.') is not [{ Length: > 0 } head, { Length: > 0 } body, { Length: > 0 } tail])
        {
            return null;
        }

        try
        {
            using var header = JsonDocument.Parse(Decode(head), Strict);
            var root = header.RootElement;
            return root.ValueKind == JsonValueKind.Object && !Array.Exists(Refused, r => root.TryGetProperty(r, out _)) && Text(root, "alg") is ProviderKey.Rs256 or ProviderKey.Es256
                ? new Jws(Text(root, "alg")!, Text(root, "kid"), Text(root, "typ"), Encoding.ASCII.GetBytes(token[..token.LastIndexOf('.')]), Decode(body), Decode(tail))
                : null;
        }
        catch (Exception e) when (e is JsonException or FormatException)
        {
            return null;
        }
    }

    /// <summary>The key of a set that it can have been signed with: the one of its name; a set of one key needs none. Nothing where two have that name.</summary>
    public ProviderKey? Candidate(IReadOnlyList<ProviderKey> keys) =>
        (Kid is null ? keys : [.. keys.Where(k => k.Kid == Kid)]) is [var one] && one.Algorithm == Algorithm ? one : null;

    /// <summary>The claims, when the signature is by one of these keys and they are an object of JSON; null otherwise.</summary>
    public JsonElement? Verify(IReadOnlyList<ProviderKey> keys) => Payloads(keys) is { } payload ? Claims(payload) : null;

    /// <summary>What was signed, when the signature is by one of these keys; null otherwise.</summary>
    internal byte[]? Payloads(IReadOnlyList<ProviderKey> keys) => Candidate(keys)?.Verifies(signed, signature) == true ? Payload : null;

    private static JsonElement? Claims(byte[] payload)
    {
        try
        {
            using var document = JsonDocument.Parse(payload, Strict);
            return document.RootElement.ValueKind == JsonValueKind.Object ? document.RootElement.Clone() : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string? Text(JsonElement header, string name) => header.TryGetProperty(name, out var value)
        ? value.ValueKind == JsonValueKind.String ? value.GetString() : throw new FormatException($"{name} is no text.")
        : null;

    private static byte[] Decode(string text)
    {
        var bytes = Base64Url.DecodeFromChars(text);
        return Base64Url.EncodeToString(bytes) == text ? bytes : throw new FormatException("Not canonical base64url.");
    }
}
