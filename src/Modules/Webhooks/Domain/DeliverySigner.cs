using System.Security.Cryptography;
using System.Text;

namespace Holdfast.Modules.Webhooks.Domain;

/// <summary>Secrets and signatures of Standard Webhooks 1.0.0 (symmetric, scheme <c>v1</c>).</summary>
internal static class DeliverySigner
{
    private const string Prefix = "whsec_";

    public static string NewSecret() => Prefix + Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));

    /// <summary>The header <c>webhook-signature</c>: one signature for each secret, so that a receiver can change over from one to the next.</summary>
    public static string Sign(string id, long timestamp, string body, params ReadOnlySpan<string> secrets)
    {
        var signed = Encoding.UTF8.GetBytes($"{id}.{timestamp}.{body}");
        var header = new StringBuilder();
        foreach (var secret in secrets)
        {
            header.Append(header.Length > 0 ? " v1," : "v1,").Append(Convert.ToBase64String(HMACSHA256.HashData(Convert.FromBase64String(secret[Prefix.Length..]), signed)));
        }

        return header.ToString();
    }
}
