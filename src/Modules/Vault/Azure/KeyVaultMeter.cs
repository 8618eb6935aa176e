using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Holdfast.Modules.Vault.Azure;

/// <summary>How calls to the Key Vault went.</summary>
internal sealed class KeyVaultMeter : IDisposable
{
    private const string Name = "Holdfast.Vault";

    public static readonly ActivitySource Activities = new(Name);

    private readonly Meter meter;
    private readonly Histogram<double> duration;

    public KeyVaultMeter(IMeterFactory factory)
    {
        meter = factory.Create(Name);
        duration = meter.CreateHistogram<double>("holdfast.vault.key_vault.duration", "s", "How long calls to the Key Vault took, retries included, by operation and outcome.");
    }

    public void Called(string operation, string outcome, TimeSpan took) =>
        duration.Record(took.TotalSeconds, new KeyValuePair<string, object?>("operation", operation), new KeyValuePair<string, object?>("outcome", outcome));

    public void Dispose() => meter.Dispose();
}
