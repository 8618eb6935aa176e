namespace Holdfast.Platform.Telemetry;

/// <summary>Where traces go.</summary>
public sealed class TelemetryOptions
{
    /// <summary>An OTLP/gRPC or OTLP/HTTP collector's address (OTEL_EXPORTER_OTLP_ENDPOINT); empty sends nothing.</summary>
    public string OtlpEndpoint { get; init; } = "";

    /// <summary>The protocol: <c>grpc</c> or <c>http/protobuf</c> (OTEL_EXPORTER_OTLP_PROTOCOL).</summary>
    public string OtlpProtocol { get; init; } = "grpc";

    /// <summary>The share of new traces that is recorded, 0 to 1; a caller's decision is kept.</summary>
    public double SampleRatio { get; init; } = 1;
}
