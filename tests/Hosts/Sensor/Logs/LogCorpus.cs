using System.Globalization;
using System.Text.RegularExpressions;
using Holdfast.Hosts.Sensor.Logs;
using Holdfast.Modules.Fleet.Protocol;

namespace Holdfast.Tests.Hosts.Sensor.Logs;

/// <summary>corpus.txt: lines of real logs and what each tells. How it is written stands in its head.</summary>
internal static partial class LogCorpus
{
    public static readonly DateTimeOffset Now = new(2026, 3, 10, 12, 0, 0, TimeSpan.Zero);

    /// <summary>The number of the line, the line, and what it tells.</summary>
    public static IEnumerable<TheoryDataRow<int, string, string>> Read()
    {
        string[] lines = File.ReadAllLines(Path.Join(AppContext.BaseDirectory, "Logs", "corpus.txt"));
        for (var i = 0; i < lines.Length; i++)
        {
            if (lines[i] is [not '#' and not ' ', ..])
            {
                var told = lines[i + 1];
                told.ShouldStartWith("    -> ", customMessage: $"line {i + 2}");
                yield return new(i + 1, lines[i].Replace('␀', '\0'), told["    -> ".Length..]);
                i++;
            }
            else
            {
                lines[i].ShouldNotStartWith(" ", customMessage: $"line {i + 1} tells of no line");
            }
        }
    }

    public static (LogEvent Event, int Times)? Classify(string line) => LogClassifier.Classify(
        line.StartsWith('{')
            ? JournalReader.Parse("{\"__CURSOR\":\"s=1;i=2\"," + line[1..], Now).ShouldNotBeNull().Line.ShouldNotBeNull()
            : SyslogLine.Parse(line, "/var/log/auth.log", Now, TimeZoneInfo.Utc));

    /// <summary>What was found, in the corpus's words; of the further values those that the expectation names.</summary>
    public static string Tell((LogEvent Event, int Times)? found, string expected)
    {
        if (found is not ({ } told, var times))
        {
            return "nothing";
        }

        (string Name, string? Value, bool IsAlwaysShown)[] values =
        [
            ("user", told.User, true), ("address", told.Address, true), ("times", times.ToString(CultureInfo.InvariantCulture), times != 1),
            ("at", told.At.ToString("yyyy-MM-ddTHH:mm:ss.FFFFFFFZ", CultureInfo.InvariantCulture), false),
            ("pid", told.Pid?.ToString(CultureInfo.InvariantCulture), false), ("program", told.Program, false),
        ];
        return string.Join(' ', values
            .Where(v => v.Value is not null && (v.IsAlwaysShown || expected.Contains($" {v.Name}=", StringComparison.Ordinal)))
            .Select(v => $"{v.Name}={(v.Value!.Contains(' ', StringComparison.Ordinal) ? $"\"{v.Value}\"" : v.Value)}")
            .Order(StringComparer.Ordinal).Prepend(Upper().Replace(told.Kind.ToString(), "_$0").ToUpperInvariant()));
    }

    /// <summary>An expectation as <see cref="Tell"/> writes what was found.</summary>
    public static string Canonical(string expected) =>
        expected.StartsWith("nothing", StringComparison.Ordinal)
            ? "nothing"
            : string.Join(' ', Value().Matches(expected).Select(m => m.Value).Order(StringComparer.Ordinal).Prepend(expected.Split(' ')[0]));

    [GeneratedRegex(@"(?<!^)[A-Z]")]
    private static partial Regex Upper();

    [GeneratedRegex(@"\b[a-z]+=(""[^""]*""|\S+)")]
    private static partial Regex Value();
}
