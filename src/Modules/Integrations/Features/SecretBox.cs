using System.Text.Json;
using Holdfast.Modules.Integrations.Domain;
using Holdfast.Modules.Vault.Contracts;
using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Integrations.Features;

/// <summary>From a request's secret to the vault.</summary>
internal static class SecretBox
{
    /// <summary>Brings the secret to its store, before anything is locked; null when none was sent.</summary>
    public static async Task<Result<StagedSecret?>> Stage(OpContext op, ISecrets secrets, Integration integration, JsonElement? secret, CancellationToken ct)
    {
        if (secret is not { ValueKind: JsonValueKind.Object } given || !given.EnumerateObject().Any(m => m.Value.ValueKind == JsonValueKind.String))
        {
            return (StagedSecret?)null;
        }

        var values = given.EnumerateObject().Where(m => m.Value.ValueKind == JsonValueKind.String).ToDictionary(m => m.Name, m => m.Value.GetString());
        return (await secrets.Stage(op, integration.SecretName, JsonSerializer.Serialize(values), ct)).Map(staged => (StagedSecret?)staged);
    }

    /// <summary>Keeps what was staged with the change; keeps what is there when nothing was.</summary>
    public static async Task<Result<SecretPointer?>> Keep(Change change, ISecrets secrets, Integration integration, StagedSecret? staged, TimeProvider time, CancellationToken ct) =>
        staged is null
            ? integration.Secret
            : (await secrets.Keep(change, staged, integration.Secret?.Ref, ct)).Map(kept => (SecretPointer?)new SecretPointer(kept, time.GetUtcNow()));
}
