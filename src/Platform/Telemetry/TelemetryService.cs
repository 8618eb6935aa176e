using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Holdfast.Platform.Telemetry;

/// <summary>Collects this process's meters for <c>/metrics</c>, and sends spans to an OTLP collector when one is configured.</summary>
public sealed class TelemetryService : IHostedService, IDisposable
{
    private static readonly string[] Meters =
        ["Holdfast.*", "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "System.Runtime", "Npgsql"];

    private static readonly string[] Sources = ["Holdfast.*", "Microsoft.AspNetCore", "Npgsql", "System.Net.Http"];

    private readonly PrometheusExporter exporter = new();
    private readonly BaseExportingMetricReader reader;
    private readonly MeterProvider meters;
    private readonly TracerProvider? tracer;
    private readonly Lock scraping = new();

    /// <summary>Starts listening to meters and, where configured, to spans.</summary>
    public TelemetryService(IOptions<TelemetryOptions> options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var resource = ResourceBuilder.CreateDefault().AddService("holdfast");
        reader = new BaseExportingMetricReader(exporter) { TemporalityPreference = MetricReaderTemporalityPreference.Cumulative };
        meters = Sdk.CreateMeterProviderBuilder().SetResourceBuilder(resource).AddMeter(Meters).AddView(WithoutAddresses).AddView("http.server.active_requests", MetricStreamConfiguration.Drop).AddReader(reader).Build();
        if (options.Value.OtlpEndpoint.Length > 0)
        {
            tracer = Sdk.CreateTracerProviderBuilder()
                .SetResourceBuilder(resource)
                .AddSource(Sources)
                .SetSampler(Sampler(options.Value.SampleRatio))
                .AddOtlpExporter(otlp => (otlp.Endpoint, otlp.Protocol) = Destination(options.Value))
                .Build();
        }
    }

    /// <summary>The present values as Prometheus text (exposition format 0.0.4).</summary>
    public string Scrape()
    {
        lock (scraping)
        {
            reader.Collect();
            return exporter.Text;
        }
    }

    // Anybody may read the metrics: where the database is and what it is called is not for anybody.
    private static MetricStreamConfiguration? WithoutAddresses(Instrument instrument) => instrument.Meter.Name == "Npgsql"
        ? new MetricStreamConfiguration { TagKeys = ["db.client.connection.state", "db.client.connection.pool.name", "db.operation.name", "error.type"] }
        : null;

    // By the trace's id, so that all processes agree. A caller who asks to be recorded is only one of many who ask.
    private static ParentBasedSampler Sampler(double ratio)
    {
        var share = new TraceIdRatioBasedSampler(ratio);
        return new ParentBasedSampler(share, remoteParentSampled: share);
    }

    // Over HTTP the configured address is the base of one per signal (OpenTelemetry specification, protocol/exporter); set by code, it is taken as it is.
    private static (Uri, OtlpExportProtocol) Destination(TelemetryOptions options) => options.OtlpProtocol == "http/protobuf"
        ? (new Uri(options.OtlpEndpoint.TrimEnd('/') + "/v1/traces"), OtlpExportProtocol.HttpProtobuf)
        : (new Uri(options.OtlpEndpoint), OtlpExportProtocol.Grpc);

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken)
    {
        tracer?.ForceFlush(2000);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        tracer?.Dispose();
        meters.Dispose();
        reader.Dispose();
        exporter.Dispose();
    }
}

/// <summary>Registration.</summary>
public static class TelemetryRegistration
{
    /// <summary>Adds metrics and traces.</summary>
    public static IServiceCollection AddHoldfastTelemetry(this IServiceCollection services)
    {
        services.AddSingleton<TelemetryService>();
        services.AddHostedService(s => s.GetRequiredService<TelemetryService>());
        return services;
    }
}
