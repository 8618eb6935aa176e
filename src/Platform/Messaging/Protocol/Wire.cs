using System.Text.Json.Serialization;

namespace Holdfast.Platform.Messaging.Protocol;

/// <summary>The CONNECT object.</summary>
internal sealed record ConnectOptions
{
    public bool Verbose { get; init; }

    public bool Pedantic { get; init; }

    public bool TlsRequired { get; init; }

    public bool Echo { get; init; } = true;

    public bool Headers { get; init; } = true;

    public bool NoResponders { get; init; } = true;

    public int Protocol { get; init; } = 1;

    public string Lang { get; init; } = "dotnet";

    public string Version { get; init; } = "1.0.0";

    public string? Name { get; init; }

    public string? AuthToken { get; init; }

    public string? User { get; init; }

    public string? Pass { get; init; }

    public string? Jwt { get; init; }

    public string? Sig { get; init; }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ConnectOptions))]
[JsonSerializable(typeof(NatsServerInfo))]
internal sealed partial class WireContext : JsonSerializerContext;
