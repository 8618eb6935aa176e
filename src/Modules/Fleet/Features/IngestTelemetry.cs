using Holdfast.Modules.Fleet.Contracts;
using Holdfast.Modules.Fleet.Ingest;
using Holdfast.Modules.Fleet.Protocol;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Messaging;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Fleet.Features;

/// <summary>Telemetry by HTTPS, for when NATS cannot be reached: the same documents, the same way into the database.</summary>
internal sealed class IngestTelemetry(FleetDb db, TelemetryIntake intake) : IFeature
{
    public static Admission Admission { get; } = Admission.Sensor.NotAudited("Telemetry is no change that a person made; what follows from it is audited.");

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/sensors/ingest", (HttpRequest request, IngestTelemetry feature, OpContext op, CancellationToken ct) => feature.Handle(op, request, ct).ToHttp())
        .TakesUpTo(SensorLimits.MaxIngestBytes);

    public async Task<Result<IngestResponse>> Handle(OpContext op, HttpRequest request, CancellationToken ct)
    {
        var encoding = request.Headers.ContentEncoding.ToString();
        if (request.ContentType?.Split(';')[0].Trim() != "application/x-ndjson" || encoding is not ("" or "identity" or "gzip"))
        {
            return FleetProblems.IngestMedia;
        }

        var body = await NdjsonBody.Read(request.Body, encoding == "gzip", ct);
        return body.Succeeded ? await Store(op, body.Value, ct) : body.Problem;
    }

    private async Task<Result<IngestResponse>> Store(OpContext op, IReadOnlyList<(int Line, ReadOnlyMemory<byte> Document)> lines, CancellationToken ct)
    {
        var device = op.Principal.Id!.Value;
        if (await db.Known(op, new DeviceId(device), ct) is not { RemovedAt: null })
        {
            return FleetProblems.SensorRemoved;
        }

        try
        {
            var subject = $"tenant.{op.Tenant}.device.{device}.https";
            var result = await intake.Store(op, [.. lines.Select(l => new Incoming(device, null, subject, l.Document))], ct);
            return new IngestResponse(
                result.Committed.GetValueOrDefault(device),
                result.Outcomes.Count(o => o.IsNew),
                result.Outcomes.Count(o => o is { IsNew: false, Fault: null }),
                [
                    .. result.Outcomes.Zip(lines).Where(r => r.First.Fault is not null)
                        .Select(r => new RejectedDocument(r.First.Fault!.Id, r.Second.Line, r.First.Fault.Code, r.First.Fault.Detail)),
                ]);
        }
        catch (NatsException)
        {
            // A dead letter could not be kept, so nothing was stored.
            return FleetProblems.IngestUnavailable;
        }
    }
}
