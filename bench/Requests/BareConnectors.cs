using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Holdfast.Bench.Requests;

/// <summary>What <c>GET /api/connectors</c> answers, member by member, so that the bare endpoint writes the same JSON as the product does.</summary>
internal sealed record BareConnector(string Key, string Name, BareField[] Settings, BareField[] Secrets, BareAction[] Actions)
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, TypeInfoResolver = BareConnectorsJson.Default };

    public static System.Text.Json.Serialization.Metadata.JsonTypeInfo<BareConnector[]> Type { get; } =
        (System.Text.Json.Serialization.Metadata.JsonTypeInfo<BareConnector[]>)Options.GetTypeInfo(typeof(BareConnector[]));

    /// <summary>Reads the product's own answer, and makes sure that it comes out again byte for byte.</summary>
    public static BareConnector[] Read(byte[] body)
    {
        var connectors = JsonSerializer.Deserialize(body, Type)!;
        return JsonSerializer.SerializeToUtf8Bytes(connectors, Type).AsSpan().SequenceEqual(body)
            ? connectors
            : throw new InvalidOperationException("The product's answer has other members now; write them here too.");
    }
}

internal sealed record BareAction(string Key, string Name, string Description, BareField[] Parameters);

internal sealed record BareField(string Name, string Type, string Description, bool Required, int MaxLength, int MaxItems, long Minimum, long Maximum, bool BindsSecret);

[JsonSerializable(typeof(BareConnector[]))]
internal sealed partial class BareConnectorsJson : JsonSerializerContext;
