using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Holdfast.Modules.Integrations.Contracts;
using Holdfast.Platform.Kernel;

namespace Holdfast.Bench.Requests;

/// <summary>What <c>GET /api/connectors</c> answers, as the same objects, so that both sides write the same JSON in the same way.</summary>
internal static class BareConnectors
{
    public static JsonTypeInfo<ConnectorDescription[]> Type { get; } = (JsonTypeInfo<ConnectorDescription[]>)WireJson.Options.GetTypeInfo(typeof(ConnectorDescription[]));

    /// <summary>Reads the product's own answer, and makes sure that it comes out again byte for byte.</summary>
    public static ConnectorDescription[] Read(byte[] body)
    {
        var connectors = JsonSerializer.Deserialize(body, Type)!;
        return JsonSerializer.SerializeToUtf8Bytes(connectors, Type).AsSpan().SequenceEqual(body)
            ? connectors
            : throw new InvalidOperationException("The product's answer does not come out again as it went in.");
    }
}
