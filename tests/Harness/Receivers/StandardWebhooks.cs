using System.Security.Cryptography;
using System.Text;

namespace Holdfast.Tests.Harness.Receivers;

/// <summary>A receiver's side of Standard Webhooks 1.0.0, written from the specification and not from our signer.</summary>
public static class StandardWebhooks
{
    private static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(5);

    /// <summary>Whether one of the signatures is right and the timestamp is of now.</summary>
    public static bool Verifies(string secret, IReadOnlyDictionary<string, string> headers, string body, DateTimeOffset now)
    {
        if (!headers.TryGetValue("webhook-id", out var id) || !headers.TryGetValue("webhook-timestamp", out var timestamp) || !headers.TryGetValue("webhook-signature", out var given))
        {
            return false;
        }

        if (!long.TryParse(timestamp, out var seconds) || (now - DateTimeOffset.FromUnixTimeSeconds(seconds)).Duration() > Tolerance)
        {
            return false;
        }

        using var mac = new HMACSHA256(Convert.FromBase64String(secret.Split('_', 2)[1]));
        var expected = mac.ComputeHash(Encoding.UTF8.GetBytes(string.Join('.', id, timestamp, body)));
        return given.Split(' ').Select(s => s.Split(',', 2)).Where(s => s is ["v1", _])
            .Any(s => CryptographicOperations.FixedTimeEquals(Convert.FromBase64String(s[1]), expected));
    }
}
