using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml.XPath;
using Holdfast.Modules.Integrations.Contracts;
using Holdfast.Platform.Kernel;

namespace Holdfast.Connectors.PaloAlto;

/// <summary>
/// Logs, which are read by a job: asked for, looked after until it is FIN, then read; what is there before is half. Pages go forward in time by
/// <c>skip</c>, so that what comes in between stands behind them. Between two calls the cursor holds the job and how often it was looked after.
/// </summary>
internal static partial class PaloAltoLogs
{
    private const int MaxLooks = 120;
    private const int MaxSerials = 64;
    private const int MaxPosition = 3800;
    private const int MaxCarried = 1500;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>One page, or the wait for it.</summary>
    /// <param name="api">Speaks to the device.</param>
    /// <param name="connection">Whose.</param>
    /// <param name="call">What is read.</param>
    /// <param name="log">The device's name of the log: threat, traffic, system.</param>
    /// <param name="filter">What of it, in the device's query language; everything when null.</param>
    /// <param name="ct">Cancels.</param>
    public static async Task<Result<ReadPage>> Page(PaloAltoApi api, Connection connection, ReadCall call, string log, string? filter, CancellationToken ct)
    {
        if (Cursor.Of(call.Cursor) is not { } cursor)
        {
            return PaloAltoProblems.BadCursor;
        }

        return cursor.Job is null ? await Ask(api, connection, call, log, filter, cursor, ct) : await Get(api, connection, call, log, cursor, ct);
    }

    private static async Task<Result<ReadPage>> Ask(PaloAltoApi api, Connection connection, ReadCall call, string log, string? filter, Cursor cursor, CancellationToken ct)
    {
        var answer = await api.Ask(
            connection,
            "log",
            [
                ("log-type", log), ("query", Query(connection, call.Since, filter)), ("dir", "forward"),
                ("nlogs", call.Limit.ToString(CultureInfo.InvariantCulture)), ("skip", cursor.Skip.ToString(CultureInfo.InvariantCulture)),
            ],
            changes: false,
            ct);
        return answer.Failure is { } failure ? failure.AsProblem()
            : PaloAltoXml.Text(answer.Response, "result/job", 20) is { } job && Digits().IsMatch(job)
                ? new ReadPage([], (cursor with { Job = job, Looks = 0, Count = call.Limit }).ToString()) { Wait = Pause }
                : api.Http.NotTheProduct(changes: false).AsProblem();
    }

    private static async Task<Result<ReadPage>> Get(PaloAltoApi api, Connection connection, ReadCall call, string log, Cursor cursor, CancellationToken ct)
    {
        var answer = await api.Ask(connection, "log", [("action", "get"), ("job-id", cursor.Job!)], changes: false, ct, PaloAltoApi.MaxListBytes);
        if (answer.Failure is { } failure)
        {
            return failure.AsProblem();
        }

        if (PaloAltoXml.Text(answer.Response, "result/job/status", 20) is not { } status)
        {
            return api.Http.NotTheProduct(changes: false).AsProblem();
        }

        if (status != "FIN")
        {
            return cursor.Looks >= MaxLooks ? PaloAltoProblems.JobStuck : new ReadPage([], (cursor with { Looks = cursor.Looks + 1 }).ToString()) { Wait = Pause };
        }

        var zone = PaloAltoZone.Of(connection.Settings);
        var entries = answer.Response!.XPathSelectElements("result/log/logs/*").ToArray();
        var read = entries.Select(entry => PaloAltoLogEntry.Read(PaloAltoXml.ToJson(entry), log, zone)).ToArray();
        var before = Positions.Of(call.Position);
        var here = Positions.Of(cursor.Carried).With(read.Select(one => one.Seen));
        var page = new ReadPage([.. read.Where(one => one.Item is not null && !before.Has(one.Seen)).Select(one => one.Item!)], null)
        {
            Rejected = [.. read.Select(one => one.Rejection).OfType<Rejection>()],
        };
        return entries.Length >= cursor.Count
            ? page with { Next = new Cursor(null, cursor.Skip + entries.Length, 0, 0, here.Text(MaxCarried)).ToString() }
            : page with { Position = before.With(here).Text(MaxPosition) };
    }

    // The time of receipt: what a device sends late is found by it. Without a moment the first page would be the oldest that the device has.
    private static string Query(Connection connection, DateTimeOffset? since, string? filter)
    {
        var time = since is { } moment ? $"(receive_time geq '{PaloAltoZone.Query(moment, PaloAltoZone.Of(connection.Settings))}')" : null;
        return string.Join(" and ", new[] { time, filter is null ? null : $"({filter})" }.OfType<string>());
    }

    [GeneratedRegex(@"\A\d{1,18}\z")]
    private static partial Regex Digits();

    /// <param name="Job">The job that is looked after; null when the next page has to be asked for.</param>
    /// <param name="Skip">How many entries came before.</param>
    /// <param name="Looks">How often the job was looked after.</param>
    /// <param name="Count">How many entries the job was asked for.</param>
    /// <param name="Carried">How far the pages before have come.</param>
    private sealed partial record Cursor(string? Job, int Skip, int Looks, int Count, string Carried)
    {
        public static Cursor? Of(string? text) =>
            text is null ? new(null, 0, 0, 0, "")
            : Form().Match(text) is { Success: true } form
                ? new(form.Groups[1].Value is { Length: > 0 } job ? job : null, int.Parse(form.Groups[2].Value), int.Parse(form.Groups[3].Value), int.Parse(form.Groups[4].Value), form.Groups[5].Value)
                : null;

        public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Job}|{Skip}|{Looks}|{Count}|{Carried}");

        [GeneratedRegex(@"\A(\d{0,18})\|(\d{1,9})\|(\d{1,4})\|(\d{1,4})\|([0-9A-Za-z=,._-]{0,1900})\z")]
        private static partial Regex Form();
    }

    /// <summary>The last sequence number of each device. A saving only: what is read twice is known by its key.</summary>
    private sealed partial class Positions
    {
        private readonly Dictionary<string, ulong> last = new(StringComparer.Ordinal);

        public static Positions Of(string? text)
        {
            var positions = new Positions();
            foreach (var part in (text ?? "").Split(',', MaxSerials + 1).Take(MaxSerials))
            {
                if (part.Split('=') is [var serial, var number] && Serial().IsMatch(serial) && ulong.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var sequence))
                {
                    positions.last[serial] = sequence;
                }
            }

            return positions;
        }

        public bool Has(PaloAltoSeen? seen) => seen is { } one && last.TryGetValue(one.Serial, out var sequence) && one.Sequence <= sequence;

        public Positions With(IEnumerable<PaloAltoSeen?> seen)
        {
            foreach (var one in seen.OfType<PaloAltoSeen>().Where(one => Serial().IsMatch(one.Serial) && !Has(one)))
            {
                last[one.Serial] = one.Sequence;
            }

            return this;
        }

        public Positions With(Positions other) => With(other.last.Select(one => (PaloAltoSeen?)new PaloAltoSeen(one.Key, one.Value)));

        public string Text(int max)
        {
            var parts = last.Select(one => string.Create(CultureInfo.InvariantCulture, $"{one.Key}={one.Value}")).TakeLast(MaxSerials).ToList();
            while (parts.Sum(part => part.Length + 1) > max)
            {
                parts.RemoveAt(0);
            }

            return string.Join(',', parts);
        }

        [GeneratedRegex(@"\A[0-9A-Za-z._-]{1,60}\z")]
        private static partial Regex Serial();
    }
}

/// <summary>Which entry it was.</summary>
/// <param name="Serial">The device.</param>
/// <param name="Sequence">Its number, of this log, on this device.</param>
internal readonly record struct PaloAltoSeen(string Serial, ulong Sequence);
