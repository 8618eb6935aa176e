using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Threading.Channels;
using Holdfast.Hosts.Sensor.Inventory;
using Microsoft.Extensions.Logging;

namespace Holdfast.Hosts.Sensor.Logs;

/// <summary>An entry of the journal with the cursor behind it.</summary>
/// <param name="Line">What was logged; null where only the cursor counts.</param>
/// <param name="Cursor">journald's name for the place, not to be looked into.</param>
/// <param name="At">When it was logged: where to go on if the cursor is ever refused.</param>
internal readonly record struct JournalEntry(LogLine? Line, string Cursor, DateTimeOffset At);

/// <summary>
/// Reads systemd's journal through <c>journalctl --output=json</c>: from the last cursor to the end, and then follows. Not in one, because
/// <c>--follow</c> shows the running boot only (systemd 251 and later), and what was logged before a restart of the machine would be lost.
/// </summary>
internal sealed class JournalReader(string file, string? cursor, DateTimeOffset? cursorAt, TimeProvider time, ILogger logger)
{
    private const int MaxWaiting = 1000;
    private const int MaxLine = 256 * 1024;
    private const int MaxComplaint = 300;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(10);

    private readonly Channel<JournalEntry> entries = Channel.CreateBounded<JournalEntry>(MaxWaiting);
    private string? last = cursor;
    private DateTimeOffset? lastAt = cursorAt;

    /// <summary>Where journalctl is, if this machine runs a journal.</summary>
    public static string? Find(HostRoot root) =>
        root.IsReal && File.Exists("/run/systemd/journal/socket")
            ? Array.Find(["/usr/bin/journalctl", "/bin/journalctl"], File.Exists)
            : null;

    public bool TryRead(out JournalEntry entry) => entries.Reader.TryRead(out entry);

    /// <summary>Catches up and follows until cancelled; started again when journalctl ends.</summary>
    public async Task RunAsync(CancellationToken ct)
    {
        while (!ct.IsCancellationRequested)
        {
            if (await CatchUpAsync(ct))
            {
                var ended = await ReadAsync(["--follow", "--lines=all", .. After(last)], isTold: true, ct);
                if (ended.Complaint is { } why)
                {
                    logger.JournalNotRead(why);
                }
            }

            await Task.Delay(Pause, time, ct);
        }
    }

    /// <summary>Reads what was logged since the last cursor, of earlier boots too; the first time it only notes where the end is. False when that failed.</summary>
    public async Task<bool> CatchUpAsync(CancellationToken ct)
    {
        if (last is null)
        {
            var end = await ReadAsync(["--lines=1"], isTold: false, ct);
            return Succeeded(end);
        }

        var read = await ReadAsync(After(last), isTold: true, ct);
        if (read.Complaint is not { } why || read.Entries > 0)
        {
            return Succeeded(read);
        }

        // A cursor that journalctl does not take would be refused for ever. Its time is known, or else the end is where to go on.
        var (refused, refusedAt) = (last, lastAt);
        (last, lastAt) = (null, null);
        var again = refusedAt is { } at ? await ReadAsync([Since(at)], isTold: true, ct) : default;
        if (again.Complaint is null && last is null)
        {
            again = await ReadAsync(["--lines=1"], isTold: false, ct);
        }

        if (again.Complaint is not null)
        {
            (last, lastAt) = (last ?? refused, lastAt ?? refusedAt);
            return Succeeded(again);
        }

        logger.JournalCursorRefused(why, refusedAt is { } from ? $"at {from:O}; entries of that moment may be sent twice" : "at the end; what was logged since the sensor last ran is not read");
        return true;
    }

    private static string[] After(string? cursor) => cursor is null ? [] : ["--after-cursor=" + cursor];

    private static string Since(DateTimeOffset at)
    {
        var (seconds, microseconds) = Math.DivRem((at - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond, 1_000_000);
        return string.Create(CultureInfo.InvariantCulture, $"--since=@{seconds}.{microseconds:D6}");
    }

    private bool Succeeded((int Entries, string? Complaint) read)
    {
        if (read.Complaint is { } why)
        {
            logger.JournalNotRead(why);
        }

        return read.Complaint is null;
    }

    /// <summary>Runs journalctl to its end. The complaint is null when it ended well.</summary>
    private async Task<(int Entries, string? Complaint)> ReadAsync(string[] arguments, bool isTold, CancellationToken ct)
    {
        var count = 0;
        string? complaint = null;
        using var process = new Process
        {
            StartInfo = ChildProcess.StartInfo(
                file,
                [
                    "--output=json", "--no-pager", "--quiet",
                    "--output-fields=MESSAGE,PRIORITY,SYSLOG_IDENTIFIER,_COMM,_PID,_UID,_EXE,_SYSTEMD_UNIT,_TRANSPORT", .. arguments,
                ]),
        };
        try
        {
            process.Start();
            process.StandardInput.Close();
            process.ErrorDataReceived += (_, said) => complaint ??= said.Data is { Length: > 0 } text ? LogText.Clean(text, MaxComplaint) : null;
            process.BeginErrorReadLine();
            while (await process.StandardOutput.ReadLineAsync(ct) is { } text)
            {
                if (text.Length <= MaxLine && Parse(text, time.GetUtcNow()) is { } entry)
                {
                    count++;
                    await entries.Writer.WriteAsync(isTold ? entry : entry with { Line = null }, ct);
                    (last, lastAt) = (entry.Cursor, entry.At);
                }
            }

            await process.WaitForExitAsync(ct);
            return (count, process.ExitCode == 0 ? null : complaint ?? $"journalctl ended with {process.ExitCode}");
        }
        catch (Exception e) when (e is Win32Exception or IOException)
        {
            return (count, e.Message);
        }
        finally
        {
            ChildProcess.Stop(process);
        }
    }

    /// <summary>One line of <c>-o json</c>: all values are texts; a message that is no UTF-8 comes as an array of bytes, a very large one as null.</summary>
    internal static JournalEntry? Parse(string json, DateTimeOffset now)
    {
        var fields = new Dictionary<string, string?>(StringComparer.Ordinal);
        try
        {
            using var document = JsonDocument.Parse(json);
            foreach (var member in document.RootElement.EnumerateObject())
            {
                fields[member.Name] = member.Value.ValueKind switch
                {
                    JsonValueKind.String => member.Value.GetString(),
                    JsonValueKind.Array => Bytes(member.Value),
                    _ => null,
                };
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null;
        }

        if (fields.GetValueOrDefault("__CURSOR") is not { } cursor)
        {
            return null;
        }

        var at = long.TryParse(fields.GetValueOrDefault("__REALTIME_TIMESTAMP"), NumberStyles.None, CultureInfo.InvariantCulture, out var microseconds) && microseconds < MaxMicroseconds
            ? DateTimeOffset.UnixEpoch.AddTicks(microseconds * TimeSpan.TicksPerMicrosecond)
            : now;
        var identifier = fields.GetValueOrDefault("SYSLOG_IDENTIFIER");
        var pid = JournalOrigin.Number(fields.GetValueOrDefault("_PID"));
        var message = fields.GetValueOrDefault("MESSAGE") ?? "";
        var program = new JournalOrigin(
            fields.GetValueOrDefault("_TRANSPORT"),
            JournalOrigin.Number(fields.GetValueOrDefault("_UID")),
            fields.GetValueOrDefault("_EXE"),
            fields.GetValueOrDefault("_COMM"),
            fields.GetValueOrDefault("_SYSTEMD_UNIT")).Program(identifier);
        var raw = $"{identifier ?? program}{(pid is null ? "" : $"[{pid}]")}: {message}";
        return new(new LogLine(at, "journal", program, pid, JournalOrigin.Number(fields.GetValueOrDefault("PRIORITY")), message, raw), cursor, at);
    }

    // The last moment of the year 9000.
    private const long MaxMicroseconds = 221_875_000_000_000_000;

    private static string Bytes(JsonElement array) =>
        Encoding.UTF8.GetString([.. array.EnumerateArray().Select(b => b.ValueKind == JsonValueKind.Number && b.TryGetByte(out var value) ? value : (byte)'?')]);
}
