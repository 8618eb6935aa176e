using System.Text;
using System.Text.Json;
using Holdfast.Modules.Integrations.Contracts;
using Holdfast.Modules.Vault.Contracts;
using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Integrations.Domain;

/// <summary>What the last test said.</summary>
internal enum IntegrationStatus
{
    /// <summary>Not tested since its settings or secret were last changed.</summary>
    Untested,

    /// <summary>The last test passed.</summary>
    Ok,

    /// <summary>The last test did not pass.</summary>
    Failing,
}

/// <summary>Which secret, and since when.</summary>
internal sealed record SecretPointer(SecretRef Ref, DateTimeOffset SetAt);

/// <summary>A tenant's configured use of a connector. Its connector never changes.</summary>
internal sealed record Integration(
    IntegrationId Id,
    string Connector,
    string Name,
    JsonElement Settings,
    SecretPointer? Secret,
    IntegrationStatus Status,
    DateTimeOffset? LastTestedAt,
    string? LastError,
    long Version,
    DateTimeOffset CreatedAt) : IVersioned
{
    public const int MaxNameLength = 100;

    /// <summary>Where it hangs: what comes through it is seen from there on.</summary>
    public ScopePath Place { get; init; }

    /// <summary>When something was last read or posted; null for never.</summary>
    public DateTimeOffset? LastSuccessAt { get; init; }

    /// <summary>How many of its feeds have failed several times in a row.</summary>
    public int FailingFeeds { get; init; }

    public string SecretName => $"integrations/{Id}";

    public static Integration Found(string connector, string name, JsonElement settings, ScopePath place, TimeProvider time) =>
        new(Platform.Kernel.Id.New<IntegrationId>(time), connector, Clean(name), settings, null, IntegrationStatus.Untested, null, null, 1, time.GetUtcNow()) { Place = place };

    public static Problem? CheckName(string name) =>
        Clean(name) is { Length: >= 1 and <= MaxNameLength } clean && !clean.Any(char.IsControl) ? null : IntegrationsProblems.BadName;

    /// <summary>Another name, settings or secret. What was found of the old ones is not said of the new ones.</summary>
    public Integration Change(string name, JsonElement settings, SecretPointer? secret)
    {
        var renamed = this with { Name = Clean(name), Version = Version + 1 };
        return JsonElement.DeepEquals(settings, Settings) && secret == Secret
            ? renamed
            : renamed with { Settings = settings, Secret = secret, Status = IntegrationStatus.Untested, LastTestedAt = null, LastError = null };
    }

    /// <summary>What a test said.</summary>
    public Integration Tested(ConnectionCheck check, DateTimeOffset at) => this with
    {
        Status = check.Ok ? IntegrationStatus.Ok : IntegrationStatus.Failing,
        LastTestedAt = at,
        LastError = check.Ok ? null : check.Detail,
        Version = Version + 1,
    };

    private static string Clean(string name) => name.Normalize(NormalizationForm.FormC).Trim();
}
