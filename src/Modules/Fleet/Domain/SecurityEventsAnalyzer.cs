using Holdfast.Modules.Fleet.Protocol;

namespace Holdfast.Modules.Fleet.Domain;

/// <summary>Scores what the machine's logs tell of log-ins and accounts within the last 24 hours. No AI, no clock, no order of arrival.</summary>
internal static class SecurityEventsAnalyzer
{
    public static readonly TimeSpan Window = TimeSpan.FromHours(24);

    private const int BurstFailures = 5;
    private const int StormFailures = 20;
    private const int RepeatedDenials = 3;
    private static readonly TimeSpan BurstWindow = TimeSpan.FromMinutes(10);

    /// <summary>The kinds that any rule looks at.</summary>
    public static IReadOnlyList<LogEventKind> Kinds { get; } =
    [
        LogEventKind.SshLoginFailed, LogEventKind.SshInvalidUser, LogEventKind.SshLoginAbandoned, LogEventKind.SshLoginSucceeded,
        LogEventKind.SudoDenied, LogEventKind.UserAdded, LogEventKind.UserRemoved,
    ];

    /// <param name="events">Of <see cref="Kinds"/>, in any order.</param>
    /// <param name="now">The end of the window.</param>
    /// <param name="limit">How many of a kind there are at most in <paramref name="events"/>: where there are so many, there may be more.</param>
    public static Assessment Assess(IReadOnlyList<EventRow> events, DateTimeOffset now, int limit = int.MaxValue)
    {
        var byKind = events.Where(e => e.At > now - Window && e.At <= now).OrderBy(e => e.At).ThenBy(e => e.Id).ToLookup(e => e.Kind);
        return Scoring.Assess(
            Analyzer.SecurityEvents,
            [
                .. BruteForce(byKind, limit),
                .. Repeated(byKind[LogEventKind.SudoDenied]),
                .. byKind[LogEventKind.SshLoginSucceeded].Where(e => e.User == "root").GroupBy(e => RemoteSource.Of(e.Address)).Select(g => Plainly(
                    Rules.SshRootLogin, g.Key, g, $"root logged in by SSH from {Name(g.Key)}", $"root logged in {g.Count()} times in the last 24 hours.")),
                .. byKind[LogEventKind.UserAdded].GroupBy(e => e.User ?? "").Select(g => Plainly(
                    Rules.UserAdded, g.Key, g, $"Account {Name(g.Key)} was added", "An account was made in the last 24 hours.")),
                .. byKind[LogEventKind.UserRemoved].GroupBy(e => e.User ?? "").Select(g => Plainly(
                    Rules.UserRemoved, g.Key, g, $"Account {Name(g.Key)} was deleted", "An account was deleted in the last 24 hours.")),
            ]);
    }

    /// <summary>
    /// One attempt may log that the user is not there, that the password is wrong and that the connection came to nothing: each is counted for itself, and the
    /// one that there is most of stands for all.
    /// </summary>
    private static IEnumerable<Observation> BruteForce(ILookup<LogEventKind, EventRow> byKind, int limit)
    {
        var letIn = byKind[LogEventKind.SshLoginSucceeded].ToLookup(e => RemoteSource.Of(e.Address));
        (LogEventKind Kind, string Words)[] signs =
        [
            (LogEventKind.SshLoginFailed, "failed log-ins"), (LogEventKind.SshInvalidUser, "log-ins as users that are not there"),
            (LogEventKind.SshLoginAbandoned, "connections that named a user and came to nothing"),
        ];
        foreach (var from in signs.SelectMany(s => byKind[s.Kind]).GroupBy(e => RemoteSource.Of(e.Address)))
        {
            // A connection whose keys were all refused, and then one with the right key, is somebody finding his key. Where passwords are guessed, those are counted.
            var cameInAt = letIn[from.Key].GroupBy(e => e.User ?? "").ToDictionary(g => g.Key, g => g.Max(e => e.At));
            var counted = from
                .Where(e => e.Kind != LogEventKind.SshLoginAbandoned || !cameInAt.TryGetValue(e.User ?? "", out var at) || at < e.At)
                .ToLookup(e => e.Kind);
            var series = signs
                .Select(s => (s.Words, Rows: counted[s.Kind].ToArray()))
                .Select(s => (s.Words, s.Rows, Burst: Densest(s.Rows, BurstFailures)))
                .Where(s => s.Burst.First is not null)
                .ToList();
            if (series.Count == 0)
            {
                continue;
            }

            // The first of those that are equal: failures tell more than the others.
            var (words, rows, burst) = series.MaxBy(s => s.Burst.Most);
            var burstAt = series.Min(s => s.Burst.First);
            var success = letIn[from.Key].FirstOrDefault(e => e.At >= burstAt);
            var grade = burst.Most >= StormFailures || success is not null ? Rules.SshBruteForce.Severe : Rules.SshBruteForce.Mild;
            var evidence = rows.TakeLast(Scoring.MaxEvidence - 1).Reverse();
            var detail = $"{(byKind[rows[0].Kind].Count() < limit ? "" : "At least ")}{rows.Length} {words} in the last 24 hours, {burst.Most} of them within 10 minutes";
            yield return new(
                Rules.SshBruteForce.Id,
                from.Key,
                grade.Severity,
                grade.Points,
                $"Repeated failed SSH log-ins from {Name(from.Key)}",
                success is null ? detail + "." : $"{detail}, and then one that succeeded as {Name(success.User ?? "")}.",
                [.. (success is null ? evidence : evidence.Prepend(success)).Select(Show)]);
        }
    }

    /// <summary>The most failures in any window, and when there were first enough of them.</summary>
    private static (int Most, DateTimeOffset? First) Densest(EventRow[] rows, int enough)
    {
        var most = 0;
        DateTimeOffset? first = null;
        for (int end = 0, start = 0; end < rows.Length; end++)
        {
            while (rows[end].At - rows[start].At > BurstWindow)
            {
                start++;
            }

            most = Math.Max(most, end - start + 1);
            first ??= most >= enough ? rows[end].At : null;
        }

        return (most, first);
    }

    private static IEnumerable<Observation> Repeated(IEnumerable<EventRow> denials)
    {
        foreach (var by in denials.GroupBy(e => e.User ?? ""))
        {
            EventRow[] rows = [.. by];
            var (most, repeated) = Densest(rows, RepeatedDenials);
            if (repeated is not null)
            {
                yield return Plainly(
                    Rules.SudoDenied, by.Key, rows, $"sudo refused {Name(by.Key)} repeatedly", $"{rows.Length} refusals in the last 24 hours, {most} of them within 10 minutes.");
            }
        }
    }

    private static Observation Plainly(Rule rule, string key, IEnumerable<EventRow> rows, string title, string detail) =>
        new(rule.Id, key, rule.Mild.Severity, rule.Mild.Points, title, detail, [.. rows.TakeLast(Scoring.MaxEvidence).Reverse().Select(Show)]);

    public static Evidence Show(EventRow row) => new(EvidenceKind.Event, row.Id, row.At, Scoring.Plain(row.Raw, 300));

    private static string Name(string key) => key.Length == 0 ? "(unknown)" : Scoring.Plain(key, 64);
}
