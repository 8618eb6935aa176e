using Holdfast.Modules.Integrations.Contracts;
using Holdfast.Modules.Integrations.Contracts.Ocsf;
using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Integrations.Domain;

/// <summary>Something that came in, with where it hangs.</summary>
/// <param name="Item">What came.</param>
/// <param name="Place">The device that it is about, where it is one of ours and hangs below the integration; otherwise the integration's own place.</param>
internal sealed record Incoming(ReadItem Item, ScopePath Place)
{
    /// <summary>The host names and addresses by which a document names machines, the one that it is about first.</summary>
    public static IEnumerable<string> HostsOf(OcsfRecord record) => record switch
    {
        DetectionFinding finding => Names(finding.Device),
        VulnerabilityFinding finding => Names(finding.Device),
        InventoryInfo info => Names(info.Device),
        _ => [],
    };

    /// <summary>Of things with one key, the last that changed.</summary>
    public static IReadOnlyList<ReadItem> Once(IEnumerable<ReadItem> items) =>
        [.. items.GroupBy(item => item.Key, StringComparer.Ordinal).Select(same => same.MaxBy(item => item.ChangedAt)!)];

    private static IEnumerable<string> Names(Endpoint? endpoint)
    {
        if (endpoint is not null)
        {
            foreach (var name in new[] { endpoint.Hostname, endpoint.Name })
            {
                if (name is { Length: > 0 and <= 255 })
                {
                    yield return name.ToLowerInvariant();
                }
            }
        }
    }
}
