using System.Text.Json;
using Holdfast.Modules.Integrations.Contracts;
using Holdfast.Modules.Integrations.Contracts.Ocsf;
using Holdfast.Modules.Integrations.Contracts.Products;
using Holdfast.Platform.Kernel;

namespace Holdfast.Connectors.Splunk;

/// <summary>A search of a person's: of commands that read, and bounded in rows, time and size.</summary>
internal sealed class SplunkSearchAction(SplunkSearches searches, TimeProvider time)
{
    private const int MaxFields = 100;
    private const int MaxValue = 2000;
    private const int MaxCharacters = 200_000;
    private static readonly TimeSpan FirstWait = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan MaxTime = TimeSpan.FromSeconds(60);

    /// <summary>What would be searched; a problem when that is refused.</summary>
    public static Result<SplunkSearch> Prepare(ActionCall call)
    {
        var (earliest, latest) = (call.Parameters.TextOrNull("earliest") ?? "-24h", call.Parameters.TextOrNull("latest") ?? "now");
        return Spl.WhatIsWrong(call.Parameters.Text("query")) is { } problem ? problem
            : !Spl.IsTime(earliest) || !Spl.IsTime(latest) ? SplunkProblems.BadTime
            : new SplunkSearch(Spl.Begun(call.Parameters.Text("query")), earliest, latest, (int)(call.Parameters.NumberOrNull("maxRows") ?? 100)) { MaxTime = MaxTime };
    }

    /// <summary>Searches.</summary>
    public async Task<ActionOutcome> Execute(Connection connection, ActionCall call, CancellationToken ct)
    {
        if (Prepare(call).Fails(out var search, out var refused))
        {
            return ProductOutcomes.Of(refused);
        }

        var mode = call.Parameters.TextOrNull("mode") ?? "job";
        if (mode == "export")
        {
            return (await searches.Export(connection, search, ct)).Fails(out var export, out var cut) ? ProductOutcomes.FailedOf(cut) : Result(export.Rows, export.IsComplete);
        }

        var found = mode == "oneshot" ? (await searches.OneShot(connection, search, ct)).Map(rows => (Rows: rows, Count: rows.Length)) : await Job(connection, search, ct);
        return found.Fails(out var all, out var problem) ? ProductOutcomes.FailedOf(problem) : Result(all.Rows, all.Count == all.Rows.Length && all.Rows.Length < search.MaxRows);
    }

    private async Task<Result<(JsonElement[] Rows, int Count)>> Job(Connection connection, SplunkSearch search, CancellationToken ct)
    {
        if ((await searches.Start(connection, search, ct)).Fails(out var sid, out var problem))
        {
            return problem;
        }

        // The search's own time bounds this, and the caller's cancellation.
        var end = time.GetUtcNow() + MaxTime + MaxTime;
        for (var wait = FirstWait; ; wait = wait * 2 < LongestWait ? wait * 2 : LongestWait)
        {
            if ((await searches.Follow(connection, sid, ct)).Fails(out var found, out var failed))
            {
                return failed;
            }

            if (found is not null)
            {
                var rows = await searches.Rows(connection, sid, 0, search.MaxRows, ct);
                await searches.Cancel(connection, sid, ct);
                return rows.Map(all => (all, found.Count));
            }

            if (time.GetUtcNow() > end)
            {
                await searches.Cancel(connection, sid, ct);
                return SplunkProblems.JobFailed(" It took too long.");
            }

            await Task.Delay(wait, time, ct);
        }
    }

    private static ActionOutcome.Succeeded Result(IReadOnlyList<JsonElement> found, bool complete)
    {
        var (rows, left) = (new List<object>(), MaxCharacters);
        foreach (var row in found.Where(r => r.ValueKind == JsonValueKind.Object))
        {
            var fields = row.EnumerateObject()
                .Select(f => (Name: LooseJson.Line(f.Name, 200), Value: Value(f.Value)))
                .Where(f => f.Name.Length > 0 && f.Value.Length > 0)
                .Take(MaxFields)
                .Select(f => new { name = f.Name, value = f.Value })
                .ToArray();
            left -= fields.Sum(f => f.name.Length + f.value.Length + 24);
            if (left < 0)
            {
                complete = false;
                break;
            }

            rows.Add(new { fields });
        }

        return new(JsonSerializer.SerializeToElement(new { count = rows.Count, complete, rows }));
    }

    // Several values of a field in lines of their own; bounded together.
    private static string Value(JsonElement value)
    {
        var of = JsonSerializer.SerializeToElement(new { value });
        var texts = LooseJson.Texts(of, "value");
        return texts.Count == 1 ? LooseJson.Text(of, "value", MaxValue) ?? "" : LooseJson.Text(JsonSerializer.SerializeToElement(new { value = string.Join('\n', texts) }), "value", MaxValue) ?? "";
    }
}
