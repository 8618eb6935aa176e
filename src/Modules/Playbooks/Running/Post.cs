using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace Holdfast.Modules.Playbooks.Running;

/// <summary>What somebody outside has posted, and how they prove that they may.</summary>
/// <param name="request">Its headers.</param>
/// <param name="body">Its bytes, as they came.</param>
internal sealed class Post(HttpRequest request, byte[] body)
{
    private const string Prefix = "whsec_";
    private static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(5);

    public byte[] Body => body;

    /// <summary>What tells this delivery from others; null when the sender does not say it.</summary>
    public string? Delivery => Header("webhook-id") ?? Header("x-github-delivery") ?? Header("x-delivery-id");

    /// <summary>Whether the secret comes with it.</summary>
    public bool Has(string secret) => Header("x-webhook-token") is { } token && Same(Encoding.UTF8.GetBytes(token), Encoding.UTF8.GetBytes(secret));

    /// <summary>Whether it is signed with the secret: by Standard Webhooks, not older than five minutes, or as <c>x-hub-signature-256</c>.</summary>
    public bool IsSigned(string secret, DateTimeOffset now)
    {
        if (Header("webhook-signature") is { } signatures)
        {
            byte[] Signed(string id, string timestamp) => [.. Encoding.UTF8.GetBytes($"{id}.{timestamp}."), .. body];
            return Header("webhook-id") is { } id && Header("webhook-timestamp") is { } timestamp
                && long.TryParse(timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds < 100_000_000_000
                && (now - DateTimeOffset.FromUnixTimeSeconds(seconds)).Duration() <= Tolerance
                && Signs(signatures, HMACSHA256.HashData(Convert.FromBase64String(secret[Prefix.Length..]), Signed(id, timestamp)));
        }

        return Header("x-hub-signature-256") is { } hub
            && Same(Encoding.UTF8.GetBytes(hub), Encoding.UTF8.GetBytes($"sha256={Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), body))}"));
    }

    // A sender that changes from one secret to the next signs with both.
    private static bool Signs(string signatures, byte[] expected)
    {
        var wanted = Encoding.ASCII.GetBytes($"v1,{Convert.ToBase64String(expected)}");
        return signatures.Split(' ', StringSplitOptions.RemoveEmptyEntries).Take(10).Any(s => Same(Encoding.UTF8.GetBytes(s), wanted));
    }

    private static bool Same(byte[] one, byte[] other) => CryptographicOperations.FixedTimeEquals(one, other);

    private string? Header(string name) => request.Headers[name].ToString() is { Length: > 0 and <= 1000 } value ? value : null;
}
