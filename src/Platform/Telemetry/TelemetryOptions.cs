using System.ComponentModel.DataAnnotations;

namespace Holdfast.Platform.Telemetry;

/// <summary>Where traces go.</summary>
public sealed class TelemetryOptions
{
    /// <summary>An OTLP/gRPC or OTLP/HTTP collector's address (OTEL_EXPORTER_OTLP_ENDPOINT), for HTTP without <c>/v1/traces</c>; empty sends nothing.</summary>
    public string OtlpEndpoint { get; init; } = "";

    /// <summary>The protocol: <c>grpc</c> or <c>http/protobuf</c> (OTEL_EXPORTER_OTLP_PROTOCOL).</summary>
    [AllowedValues("grpc", "http/protobuf")]
    public string OtlpProtocol { get; init; } = "grpc";

    /// <summary>The share of traces that is recorded, 0 to 1, by their ids; a caller's decision not to record is kept.</summary>
    [Range(0.0, 1.0)]
    public double SampleRatio { get; init; } = 1;
}
