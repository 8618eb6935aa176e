using Holdfast.Hosts.Sensor.Buffering;
using Holdfast.Hosts.Sensor.Identity;
using Holdfast.Modules.Fleet.Protocol;
using Microsoft.Extensions.Logging;

namespace Holdfast.Hosts.Sensor.Logs;

/// <summary>
/// Watches the journal, or where there is none the usual log files, and the files that were asked for. Positions are written after the events are in the
/// buffer: a crash in between repeats lines, and loses none.
/// </summary>
internal sealed class LogCollector : IDisposable
{
    private const int LinesPerPoll = 2000;
    private const int MaxOtherPerMinute = 60;
    private static readonly TimeSpan BetweenQuietSaves = TimeSpan.FromSeconds(30);
    private static readonly string[] UsualFiles = ["/var/log/auth.log", "/var/log/secure", "/var/log/syslog", "/var/log/messages", "/var/log/kern.log"];

    private readonly Outbox outbox;
    private readonly string positionsFile;
    private readonly TimeProvider time;
    private readonly ILogger logger;
    private readonly LogPositions positions;
    private readonly List<(string Path, LogTail Tail)> tails = [];
    private readonly List<LogEvent> found = [];
    private readonly PamRepeats pam = new();
    private DateTimeOffset savedAt;
    private DateTimeOffset minute;
    private int othersThisMinute;
    private bool moved;

    public LogCollector(HostRoot root, SensorSettings settings, IEnumerable<string> moreFiles, string positionsFile, Outbox outbox, TimeProvider time, ILogger logger)
    {
        this.outbox = outbox;
        this.positionsFile = positionsFile;
        this.time = time;
        this.logger = logger;
        positions = Load();
        var hasSystemLogs = settings.SystemLogs && !(OperatingSystem.IsWindows() && root.IsReal);
        if (hasSystemLogs && JournalReader.Find(root) is { } journalctl)
        {
            Journal = new(journalctl, positions.JournalCursor, positions.JournalAt, time, logger);
        }

        var usual = hasSystemLogs && Journal is null ? UsualFiles.Select(root.At) : [];
        foreach (var path in usual.Concat(settings.LogFiles).Concat(moreFiles).Select(Path.GetFullPath).Distinct(StringComparer.Ordinal))
        {
            var tail = new LogTail(path, positions.Files.GetValueOrDefault(path));
            tails.Add((path, tail));
            if (tail.HasLostRest)
            {
                logger.LogRestNotFound(path);
            }
        }
    }

    /// <summary>The journal's follower, to be run beside the polls; null where there is no journal.</summary>
    public JournalReader? Journal { get; }

    /// <summary>What is watched, for the log.</summary>
    public IEnumerable<string> Sources => tails.Select(t => t.Path).Prepend(Journal is null ? null : "journal").OfType<string>();

    /// <summary>Reads what is new and puts its events into the buffer; true when there may be more at once.</summary>
    public bool Poll()
    {
        var now = time.GetUtcNow();
        var more = false;
        foreach (var (path, tail) in tails)
        {
            more |= tail.Poll(LinesPerPoll, raw =>
            {
                moved = true;
                Take(SyslogLine.Parse(raw, path, now, TimeZoneInfo.Local), now);
            });
        }

        for (var i = 0; Journal is not null && i < LinesPerPoll && Journal.TryRead(out var entry); i++)
        {
            moved = true;
            (positions.JournalCursor, positions.JournalAt) = (entry.Cursor, entry.At);
            if (entry.Line is { } line)
            {
                Take(line, now);
            }
        }

        var hasEvents = found.Count > 0;
        if (hasEvents)
        {
            outbox.AddEvents(found);
            found.Clear();
        }

        if (hasEvents || (moved && now - savedAt >= BetweenQuietSaves))
        {
            Save();
        }

        return more;
    }

    /// <summary>Writes how far everything has been read.</summary>
    public void Save()
    {
        foreach (var (path, tail) in tails)
        {
            if (tail.Position is { } position)
            {
                positions.Files[path] = position;
            }
            else if (!File.Exists(path))
            {
                // Between two files the place in the first one stands: its lines may come twice, and none is lost.
                positions.Files.TryAdd(path, LogPosition.NoFile);
            }
        }

        AtomicFile.Write(positionsFile, positions, SensorFiles.Default.LogPositions);
        savedAt = time.GetUtcNow();
        moved = false;
    }

    public void Dispose() => tails.ForEach(t => t.Tail.Dispose());

    private void Take(in LogLine line, DateTimeOffset now)
    {
        if (pam.IsOne(line) || LogClassifier.Classify(line) is not { } known)
        {
            return;
        }

        if (known.Event.Kind == LogEventKind.Other)
        {
            if (now - minute >= TimeSpan.FromMinutes(1))
            {
                (minute, othersThisMinute) = (now, 0);
            }

            if (++othersThisMinute > MaxOtherPerMinute)
            {
                return;
            }
        }

        found.AddRange(Enumerable.Repeat(known.Event, known.Times));
    }

    private LogPositions Load()
    {
        try
        {
            return AtomicFile.Read(positionsFile, SensorFiles.Default.LogPositions) ?? new LogPositions();
        }
        catch (InvalidDataException e)
        {
            logger.PositionsNotRead(e.Message);
            return new LogPositions();
        }
    }
}
