using System.Text.Json;
using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Webhooks.Domain;

/// <summary>The body that receivers get; made once, so that every attempt sends the same bytes.</summary>
/// <param name="Type">The event's name.</param>
/// <param name="Timestamp">When it happened.</param>
/// <param name="TenantId">In which tenant.</param>
/// <param name="Data">The event.</param>
internal sealed record Payload(string Type, DateTimeOffset Timestamp, TenantId TenantId, JsonElement Data)
{
    /// <summary>What somebody asks for to see whether an endpoint works.</summary>
    public const string TestType = "webhook.test";

    public string ToText() => JsonSerializer.Serialize(this, WireJson.Options);
}
