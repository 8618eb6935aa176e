using System.Security.Cryptography;
using System.Text.Json;

namespace Holdfast.Modules.Integrations.Domain;

/// <summary>Where an integration leads: SHA-256, in hexadecimal, over connector, settings and the secret's reference.</summary>
internal static class IntegrationBasis
{
    /// <summary>Settings come from one column in one form; a new value of the secret has a new version.</summary>
    public static string Of(Integration integration) =>
        Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(new { integration.Connector, integration.Settings, secret = integration.Secret?.Ref })));
}
