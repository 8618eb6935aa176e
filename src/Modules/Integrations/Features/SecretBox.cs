using System.Text.Json;
using Holdfast.Modules.Integrations.Domain;
using Holdfast.Modules.Vault.Contracts;
using Holdfast.Platform.Data;

namespace Holdfast.Modules.Integrations.Features;

/// <summary>From a request's secret to the vault.</summary>
internal static class SecretBox
{
    /// <summary>Puts the secret with the change; keeps what is there when none was sent.</summary>
    public static SecretPointer? Put(Change change, ISecrets secrets, Integration integration, JsonElement? secret, TimeProvider time)
    {
        if (secret is not { ValueKind: JsonValueKind.Object } given || !given.EnumerateObject().Any(m => m.Value.ValueKind == JsonValueKind.String))
        {
            return integration.Secret;
        }

        var values = given.EnumerateObject().Where(m => m.Value.ValueKind == JsonValueKind.String).ToDictionary(m => m.Name, m => m.Value.GetString());
        return new SecretPointer(secrets.Put(change, integration.SecretName, JsonSerializer.Serialize(values), integration.Secret?.Ref), time.GetUtcNow());
    }
}
