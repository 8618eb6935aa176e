using System.Diagnostics.Metrics;
using System.Net;
using System.Runtime.InteropServices;
using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Holdfast.Platform.Modularity.Refusals;

/// <summary>
/// Where it is noted that somebody was refused before anybody knew who they are. What is a tenant's, because a credential proves it or an account
/// is named, goes to that tenant's audit log: once a minute for each subject, since that log cannot be emptied. All else is counted here, in memory,
/// and written beside the requests (<see cref="WriteRefusals"/>): a flood costs a few rows and no connection.
/// </summary>
public sealed class RefusalLog(IServiceProvider services, IOptions<RefusalOptions> options, TimeProvider time)
{
    private const int MaxMinutesWaiting = 10;
    private static readonly Meter Meter = new("Holdfast.Refusals");
    private static readonly Counter<long> Counted = Meter.CreateCounter<long>("holdfast.refusals.noted", description: "Callers refused before it was known who they are, by the code of the problem.");
    private readonly Lock gate = new();
    private readonly HashSet<(string Kind, string Network)> ofMinute = [];
    private readonly HashSet<(TenantId, string, Guid)> told = [];
    private readonly Dictionary<(DateTimeOffset At, string Kind, string Network), long> waiting = [];
    private DateTimeOffset minute;

    /// <summary>Counts a refusal of somebody who is no tenant's.</summary>
    /// <param name="refused">What they were answered.</param>
    /// <param name="from">Their address.</param>
    public void Note(Problem refused, IPAddress? from)
    {
        ArgumentNullException.ThrowIfNull(refused);
        Counted.Add(1, new KeyValuePair<string, object?>("kind", refused.Code));
        lock (gate)
        {
            Turn();
            var key = (refused.Code, Refusal.NetworkOf(from));
            if (!ofMinute.Contains(key) && ofMinute.Count >= options.Value.MaxPerMinute)
            {
                key = (refused.Code, Refusal.Others);
            }

            ofMinute.Add(key);
            Count((minute, key.Code, key.Item2), 1);
        }
    }

    /// <summary>Writes a refusal to the log of the tenant whose it is; when it is another of the same subject within a minute, counts it instead.</summary>
    /// <param name="op">In that tenant.</param>
    /// <param name="refused">What was answered.</param>
    /// <param name="subject">What it is about: an account, a session, a device.</param>
    /// <param name="fact">The entry; null when it turns out that it is no tenant's after all. Only asked for when it is to be written.</param>
    public async Task NoteOf(OpContext op, Problem refused, Guid subject, Func<Task<(OpContext Op, AuditFact Fact)?>> fact)
    {
        ArgumentNullException.ThrowIfNull(op);
        ArgumentNullException.ThrowIfNull(refused);
        ArgumentNullException.ThrowIfNull(fact);
        if (IsFirst(op.Tenant, refused.Code, subject) && await fact() is var (own, entry))
        {
            Counted.Add(1, new KeyValuePair<string, object?>("kind", refused.Code));
            await services.GetRequiredService<IAuditSink>().Record(own, entry with { Severity = AuditSeverity.Warning, Outcome = AuditOutcome.Denied, Error = refused.Code }, CancellationToken.None);
        }
        else
        {
            Note(refused, op.Origin.Address);
        }
    }

    /// <summary>The same of a tenant that is known.</summary>
    public Task NoteOf(OpContext op, Problem refused, Guid subject, AuditFact fact) => NoteOf(op, refused, subject, () => Task.FromResult<(OpContext, AuditFact)?>((op, fact)));

    /// <summary>What was refused since a moment, newest first.</summary>
    public async Task<Refusal[]> Read(DateTimeOffset since, int limit, CancellationToken ct)
    {
        await using var scope = Open();
        return [.. await scope.ServiceProvider.GetRequiredService<ControlSession>().Query(
            $"select at, kind, network, count from refusal where at >= {since} order by at desc, count desc, kind, network limit {limit}",
            row => new Refusal(row.Time(), row.Text(), row.Text(), row.Long()),
            ct)];
    }

    /// <summary>Writes what was counted since the last time; what cannot be written is kept for the next.</summary>
    public async Task Write(CancellationToken ct)
    {
        KeyValuePair<(DateTimeOffset At, string Kind, string Network), long>[] taken;
        lock (gate)
        {
            taken = [.. waiting.OrderBy(w => w.Key)];
            waiting.Clear();
        }

        if (taken.Length == 0)
        {
            return;
        }

        var isWritten = false;
        try
        {
            await using var scope = Open();
            await using var change = scope.ServiceProvider.GetRequiredService<ControlSession>().Bookkeeping();
            change.Add($"""
                insert into refusal (at, kind, network, count)
                select * from unnest({taken.Select(t => t.Key.At).ToArray()}, {taken.Select(t => t.Key.Kind).ToArray()}, {taken.Select(t => t.Key.Network).ToArray()}, {taken.Select(t => t.Value).ToArray()})
                on conflict (at, kind, network) do update set count = refusal.count + excluded.count
                """);
            await change.Commit(ct);
            isWritten = true;
        }
        finally
        {
            if (!isWritten)
            {
                lock (gate)
                {
                    foreach (var (key, count) in taken)
                    {
                        Count(key, count);
                    }
                }
            }
        }
    }

    private bool IsFirst(TenantId tenant, string kind, Guid subject)
    {
        lock (gate)
        {
            Turn();
            return told.Count < options.Value.MaxPerMinute && told.Add((tenant, kind, subject));
        }
    }

    private void Turn()
    {
        var now = time.GetUtcNow();
        var at = now.AddTicks(-(now.Ticks % TimeSpan.TicksPerMinute));
        if (at != minute)
        {
            minute = at;
            ofMinute.Clear();
            told.Clear();
        }
    }

    // While the database is away the oldest minutes that fit are kept; the meter has them all.
    private void Count((DateTimeOffset, string, string) key, long times)
    {
        if (waiting.Count < MaxMinutesWaiting * options.Value.MaxPerMinute || waiting.ContainsKey(key))
        {
            CollectionsMarshal.GetValueRefOrAddDefault(waiting, key, out _) += times;
        }
    }

    private AsyncServiceScope Open() => services.OpenWork(OpContext.OfSystem(default, "platform.refusals", Id.NewGuid(time).ToString("N")));
}
