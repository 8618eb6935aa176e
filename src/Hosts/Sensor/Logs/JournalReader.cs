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
internal readonly record struct JournalEntry(LogLine Line, string Cursor);

/// <summary>Follows systemd's journal through <c>journalctl --follow --output=json</c>, from a cursor on; started again when it ends.</summary>
internal sealed class JournalReader(string file, string? cursor, TimeProvider time, ILogger logger)
{
    private const int MaxWaiting = 1000;
    private const int MaxLine = 256 * 1024;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(10);

    private readonly Channel<JournalEntry> entries = Channel.CreateBounded<JournalEntry>(MaxWaiting);
    private string? last = cursor;

    /// <summary>Where journalctl is, if this machine runs a journal.</summary>
    public static string? Find(HostRoot root) =>
        root.IsReal && File.Exists("/run/systemd/journal/socket")
            ? Array.Find(["/usr/bin/journalctl", "/bin/journalctl"], File.Exists)
            : null;

    public bool TryRead(out JournalEntry entry) => entries.Reader.TryRead(out entry);

    public async Task RunAsync(CancellationToken ct)
    {
        while (!ct.IsCancellationRequested)
        {
            string[] arguments =
            [
                "--follow", "--output=json", "--no-pager", "--quiet", "--output-fields=MESSAGE,PRIORITY,SYSLOG_IDENTIFIER,_COMM,_PID",
                last is null ? "--lines=0" : "--after-cursor=" + last, .. last is null ? Array.Empty<string>() : ["--lines=all"],
            ];
            using var process = new Process { StartInfo = ChildProcess.StartInfo(file, arguments) };
            try
            {
                process.Start();
                process.StandardInput.Close();
                process.ErrorDataReceived += static (_, _) => { };
                process.BeginErrorReadLine();
                while (await process.StandardOutput.ReadLineAsync(ct) is { } text)
                {
                    if (text.Length <= MaxLine && Parse(text, time.GetUtcNow()) is { } entry)
                    {
                        await entries.Writer.WriteAsync(entry, ct);
                        last = entry.Cursor;
                    }
                }
            }
            catch (Exception e) when (e is Win32Exception or IOException)
            {
                logger.JournalNotRead(e.Message);
            }
            finally
            {
                ChildProcess.Stop(process);
            }

            await Task.Delay(Pause, time, ct);
        }
    }

    /// <summary>One line of <c>-o json</c>: all values are texts; a message that is no UTF-8 comes as an array of bytes, a very large one as null.</summary>
    internal static JournalEntry? Parse(string json, DateTimeOffset now)
    {
        string? cursor = null, program = null, command = null, message = null;
        int? pid = null, priority = null;
        var at = now;
        try
        {
            using var document = JsonDocument.Parse(json);
            foreach (var member in document.RootElement.EnumerateObject())
            {
                var text = member.Value.ValueKind switch
                {
                    JsonValueKind.String => member.Value.GetString(),
                    JsonValueKind.Array => Bytes(member.Value),
                    _ => null,
                };
                switch (member.Name)
                {
                    case "__CURSOR":
                        cursor = text;
                        break;
                    case "__REALTIME_TIMESTAMP" when long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var microseconds):
                        at = DateTimeOffset.UnixEpoch.AddTicks(microseconds * TimeSpan.TicksPerMicrosecond);
                        break;
                    case "SYSLOG_IDENTIFIER":
                        program = text;
                        break;
                    case "_COMM":
                        command = text;
                        break;
                    case "MESSAGE":
                        message = text;
                        break;
                    case "_PID" when int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number):
                        pid = number;
                        break;
                    case "PRIORITY" when int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number):
                        priority = number;
                        break;
                }
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or ArgumentOutOfRangeException)
        {
            return null;
        }

        program ??= command;
        var raw = $"{program}{(pid is null ? "" : $"[{pid}]")}: {message}";
        return cursor is null ? null : new(new(at, "journal", program, pid, priority, message ?? "", raw), cursor);
    }

    private static string Bytes(JsonElement array) =>
        Encoding.UTF8.GetString([.. array.EnumerateArray().Select(b => b.ValueKind == JsonValueKind.Number && b.TryGetByte(out var value) ? value : (byte)'?')]);
}
