using System.Diagnostics;
using System.Security.Cryptography;
using Holdfast.Modules.Fleet.Domain;
using Holdfast.Modules.Fleet.Features;
using Holdfast.Modules.Fleet.Protocol;
using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Holdfast.Modules.Fleet.Ingest;

/// <summary>Something that came in for one device.</summary>
/// <param name="Device">Who sent it: the subject's device, or the principal.</param>
/// <param name="Kind">What its subject says it is; null where there is no subject.</param>
/// <param name="Subject">Where it came in, for dead letters.</param>
/// <param name="Payload">One document.</param>
/// <param name="TraceParent">The W3C trace context that came with this one; null where there is none.</param>
internal sealed record Incoming(Guid Device, DeviceMessage? Kind, string Subject, ReadOnlyMemory<byte> Payload, string? TraceParent = null);

/// <summary>What became of it: <paramref name="Fault"/> says why it was not stored, now or before.</summary>
internal readonly record struct Outcome(bool IsNew, DocumentFault? Fault);

/// <summary>What became of a batch.</summary>
/// <param name="Outcomes">One for each that came in.</param>
/// <param name="Committed">How far each device's documents are stored without a gap.</param>
internal sealed record Intake(Outcome[] Outcomes, IReadOnlyDictionary<Guid, long> Committed);

/// <summary>
/// The one way of telemetry into the database, from the stream and from HTTPS: read and check, keep what cannot be stored as dead letters, and
/// store the rest in one transaction, each id once. Nothing is acknowledged before that has committed; run again, it stores nothing twice.
/// </summary>
internal sealed class TelemetryIntake(
    IServiceProvider services, DeadLetters deadLetters, FleetMetrics metrics, IOptions<FleetOptions> options, TimeProvider time, ILogger<TelemetryIntake> logger)
{
    /// <summary>Stores a batch of one tenant.</summary>
    /// <exception cref="NpgsqlException">The database is away: nothing was stored.</exception>
    /// <exception cref="Platform.Messaging.NatsException">A dead letter could not be kept: nothing was stored.</exception>
    public async Task<Intake> Store(OpContext op, IReadOnlyList<Incoming> incoming, CancellationToken ct)
    {
        using var activity = FleetMetrics.Activities.StartActivity("fleet.store", ActivityKind.Consumer);
        activity?.SetTag("holdfast.tenant", op.Tenant.ToString());
        activity?.SetTag("holdfast.documents", incoming.Count);
        using var spans = new DocumentSpans(op.Tenant, incoming);
        incoming = spans.Traced;
        try
        {
            return await StoreOnce(op, incoming, null, ct);
        }
        catch (PostgresException e) when (IsAboutContent(e))
        {
            // One document that PostgreSQL itself refuses must not hold up the others for ever: each on its own, and that one aside.
            return await StoreSingly(op, incoming, ct);
        }
    }

    // Classes 22 (data exception) and 23 (integrity constraint violation).
    private static bool IsAboutContent(PostgresException e) => e.SqlState.StartsWith("22", StringComparison.Ordinal) || e.SqlState.StartsWith("23", StringComparison.Ordinal);

    private async Task<Intake> StoreSingly(OpContext op, IReadOnlyList<Incoming> incoming, CancellationToken ct)
    {
        var outcomes = new Outcome[incoming.Count];
        var committed = new Dictionary<Guid, long>();
        for (var i = 0; i < incoming.Count; i++)
        {
            Intake one;
            try
            {
                one = await StoreOnce(op, [incoming[i]], null, ct);
            }
            catch (PostgresException e) when (IsAboutContent(e))
            {
                logger.Unstorable(e.SqlState, incoming[i].Subject);
                one = await StoreOnce(op, [incoming[i]], IngestFaults.Unstorable, ct);
            }

            outcomes[i] = one.Outcomes[0];
            foreach (var (device, seq) in one.Committed)
            {
                committed[device] = seq;
            }
        }

        return new(outcomes, committed);
    }

    private async Task<Intake> StoreOnce(OpContext op, IReadOnlyList<Incoming> incoming, DocumentFault? refused, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        var documents = new SensorDocument?[incoming.Count];
        var outcomes = new Outcome[incoming.Count];
        for (var i = 0; i < incoming.Count; i++)
        {
            (documents[i], outcomes[i]) = Read(incoming[i], refused, now);
        }

        await using var scope = services.OpenOp(op);
        await using var change = scope.ServiceProvider.GetRequiredService<TelemetryDb>().Change();
        var devices = (await TelemetryDb.DevicesForUpdate(change, [.. incoming.Select(i => i.Device).Distinct()], ct)).ToDictionary(d => d.Id);
        for (var i = 0; i < incoming.Count; i++)
        {
            if (IngestFaults.OfDevice(devices.TryGetValue(incoming[i].Device, out var device) ? device : null) is { } fault)
            {
                (documents[i], outcomes[i]) = (null, new(false, fault));
            }
        }

        var fresh = await TakeFresh(change, incoming, documents, outcomes, now, ct);
        await Write(change, incoming, documents, outcomes, fresh, ct);
        var committed = Account(change, incoming, documents, outcomes, fresh, devices, now);
        await deadLetters.Keep(
            [
                .. incoming.Zip(outcomes).Where(r => r.Second.Fault is not null)
                    .Select(r => new DeadLetter((op.Tenant.Value, r.First.Device), r.First.Subject, r.First.Payload, r.Second.Fault!)),
            ],
            ct);
        await change.Commit(ct);
        Count(documents, outcomes, fresh);
        return new(outcomes, committed);
    }

    private static (SensorDocument?, Outcome) Read(Incoming incoming, DocumentFault? refused, DateTimeOffset now) =>
        !DocumentReader.TryRead(incoming.Payload.Span, now, out var document, out var fault) ? (null, new(false, fault))
        : refused is not null ? (null, new(false, refused with { Id = document.Id, Seq = document.Seq, Prev = document.Prev }))
        : incoming.Kind is { } kind && kind != document.Message
            ? (null, new(false, new(document.Id, document.Seq, document.Prev, SensorProblemCodes.DocumentInvalid, "The document is of another kind than its subject.")))
        : (document, default);

    /// <summary>Takes the documents' ids; the places of those that were not there before.</summary>
    private static async Task<HashSet<int>> TakeFresh(
        Change change, IReadOnlyList<Incoming> incoming, SensorDocument?[] documents, Outcome[] outcomes, DateTimeOffset now, CancellationToken ct)
    {
        int[] readable = [.. documents.Index().Where(d => d.Item is not null).Select(d => d.Index)];
        if (readable.Length == 0)
        {
            return [];
        }

        var taken = await TelemetryDb.TakeIds(change, [.. readable.Select(i => incoming[i].Device)], [.. readable.Select(i => documents[i]!.Id)], now, ct);
        HashSet<int> fresh = [.. readable.Where(i => taken.Remove((incoming[i].Device, documents[i]!.Id)))];
        foreach (var i in fresh)
        {
            outcomes[i] = new(true, null);
        }

        return fresh;
    }

    private static async Task Write(
        Change change, IReadOnlyList<Incoming> incoming, SensorDocument?[] documents, Outcome[] outcomes, HashSet<int> fresh, CancellationToken ct)
    {
        var metrics = new List<(Guid, MetricsDocument)>();
        var events = new List<(Guid, EventsDocument)>();
        for (var i = 0; i < documents.Length; i++)
        {
            if (!fresh.Contains(i))
            {
                continue;
            }

            var device = incoming[i].Device;
            switch (documents[i])
            {
                case MetricsDocument document:
                    metrics.Add((device, document));
                    break;
                case EventsDocument document:
                    events.Add((device, document));
                    break;
                case InventoryDocument document:
                    TelemetryDb.Put(change, Stored(device, document));
                    break;
                case ResultDocument document:
                    TelemetryDb.Put(change, device, document);
                    break;
            }
        }

        if (metrics.Count > 0)
        {
            await TelemetryDb.Copy(change, metrics, ct);
        }

        if (events.Count > 0)
        {
            await TelemetryDb.Copy(change, events, ct);
        }
    }

    private Dictionary<Guid, long> Account(
        Change change, IReadOnlyList<Incoming> incoming, SensorDocument?[] documents, Outcome[] outcomes, HashSet<int> fresh, Dictionary<Guid, KnownDevice> devices, DateTimeOffset now)
    {
        var committed = new Dictionary<Guid, long>();
        var toAnalyze = new List<(Guid Device, string? TraceParent)>();
        foreach (var ofDevice in Enumerable.Range(0, incoming.Count).GroupBy(i => incoming[i].Device).Where(g => devices.TryGetValue(g.Key, out var d) && !d.IsRemoved).OrderBy(g => g.Key))
        {
            var stored = ofDevice.Where(fresh.Contains).Select(i => documents[i]!).ToList();
            var moves = ofDevice.Select(i => documents[i] is { } d ? (d.Prev, Seq: (long?)d.Seq) : (outcomes[i].Fault!.Prev, outcomes[i].Fault!.Seq))
                .Where(m => m is { Prev: not null, Seq: not null }).Select(m => (m.Prev!.Value, m.Seq!.Value));
            committed[ofDevice.Key] = CommittedSequence.Advance(devices[ofDevice.Key].CommittedSeq, moves);
            TelemetryDb.Put(change, new DeviceNews(
                ofDevice.Key,
                now,
                committed[ofDevice.Key],
                ofDevice.Count(i => outcomes[i].Fault is not null),
                stored.OfType<HeartbeatDocument>().MaxBy(d => d.Seq),
                stored.OfType<InventoryDocument>().MaxBy(d => d.Seq)?.System));
            if (Cause(ofDevice.Where(fresh.Contains), documents) is { } cause)
            {
                toAnalyze.Add((ofDevice.Key, incoming[cause].TraceParent ?? Activity.Current?.Id));
            }
        }

        if (toAnalyze.Count > 0)
        {
            TelemetryDb.Schedule(change, [.. toAnalyze.Select(a => a.Device)], [.. toAnalyze.Select(a => a.TraceParent)], options.Value.AnalysisDelay);
        }

        return committed;
    }

    /// <summary>The place of the document for which a device is analysed: the latest that tells of events, else the latest with anything to analyse.</summary>
    private static int? Cause(IEnumerable<int> ofDevice, SensorDocument?[] documents) => ofDevice
        .Where(i => documents[i] is MetricsDocument or EventsDocument or InventoryDocument)
        .OrderBy(i => documents[i] is EventsDocument).ThenBy(i => documents[i]!.Seq)
        .Select(i => (int?)i).LastOrDefault();

    private void Count(SensorDocument?[] documents, Outcome[] outcomes, HashSet<int> fresh)
    {
        metrics.Documents.Add(fresh.Count);
        metrics.Duplicates.Add(outcomes.Count(o => o is { IsNew: false, Fault: null }));
        metrics.Rows.Add(fresh.Sum(i => documents[i] switch
        {
            MetricsDocument d => d.Samples.Count,
            EventsDocument d => d.Events.Count,
            _ => 0,
        }));
    }

    private static StoredInventory Stored(Guid device, InventoryDocument document)
    {
        var view = InventoryView.From(document);
        var content = System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(view with { At = default }, WireJson.Options);
        return new(device, document.At, Json.Of(view).Text!, SHA256.HashData(content));
    }
}

/// <summary>Why something was not stored, beside what the protocol's reader says.</summary>
internal static class IngestFaults
{
    public static DocumentFault Subject { get; } = new(null, null, null, "sensor.subject_invalid", "The subject is not of a device.");

    public static DocumentFault Unstorable { get; } = new(null, null, null, "sensor.document_unstorable", "The database refused the document.");

    private static readonly DocumentFault Unknown = new(null, null, null, "sensor.unknown_device", "The tenant has no such device.");
    private static readonly DocumentFault Removed = new(null, null, null, SensorProblemCodes.Removed, "The device was removed.");

    public static DocumentFault? OfDevice(KnownDevice? device) => device is not { } known ? Unknown : known.IsRemoved ? Removed : null;
}
