using System.Text.Json;
using Holdfast.Modules.Integrations.Contracts;
using Holdfast.Modules.Integrations.Domain;
using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Integrations.Feeding;

/// <summary>Where things come from.</summary>
/// <param name="Integration">Through which integration.</param>
/// <param name="Connector">Its connector.</param>
/// <param name="Read">By which read or document.</param>
internal sealed record Source(IntegrationId Integration, string Connector, string Read);

/// <summary>Things that came in, column by column, as one statement takes them.</summary>
internal sealed class IncomingRows(IReadOnlyList<Incoming> items)
{
    public string[] Keys { get; } = [.. items.Select(i => i.Item.Key)];

    public string[] Titles { get; } = [.. items.Select(i => i.Item.Title)];

    /// <summary>1 for what holds.</summary>
    public int[] Active { get; } = [.. items.Select(i => i.Item.Active ? 1 : 0)];

    public DateTimeOffset[] Changed { get; } = [.. items.Select(i => i.Item.ChangedAt)];

    public string?[] Organizations { get; } = [.. items.Select(i => i.Place.Organization?.ToString())];

    public string?[] Groups { get; } = [.. items.Select(i => i.Place.Group?.ToString())];

    public string?[] Devices { get; } = [.. items.Select(i => i.Place.Device?.ToString())];

    public string[] Records { get; } = [.. items.Select(i => JsonSerializer.Serialize<object>(i.Item.Record, WireJson.Options))];

    public string[] Data { get; } = [.. items.Select(i => i.Item.Data.GetRawText())];
}
