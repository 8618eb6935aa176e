using Holdfast.Hosts.Sensor.Identity;
using Holdfast.Modules.Fleet.Protocol;
using Microsoft.Extensions.Logging;

namespace Holdfast.Hosts.Sensor.Buffering;

/// <summary>A document as it is sent now: with the <c>prev</c> of this moment.</summary>
internal readonly record struct OutgoingDocument(long Seq, DeviceMessage Message, byte[] Json);

/// <summary>What outlives an empty buffer.</summary>
/// <param name="Committed">Up to here the server has everything that was not dropped.</param>
/// <param name="Last">The last sequence number given out.</param>
/// <param name="Dropped">How many of those up to <paramref name="Committed"/> were dropped.</param>
internal sealed record BufferMark(long Committed, long Last, long Dropped);

/// <summary>How precious a document is.</summary>
/// <param name="Message">Its kind.</param>
/// <param name="IsPlentiful">It holds only what others can cause as much of as they like: before rarer events of its kind go, it does.</param>
internal readonly record struct DocumentWorth(DeviceMessage Message, bool IsPlentiful = false);

/// <summary>
/// The sensor's memory of what the server does not have yet: numbered documents in segment files of bounded size. When it is full the oldest of the
/// least precious goes first: metrics, heartbeats, inventories, results, plentiful events, and rarer events last; a document displaces nothing more precious.
/// A dropped document leaves a gap in the numbers, which is how drops are counted, and the next document's <c>prev</c> steps over it.
/// Safe for many threads.
/// </summary>
internal sealed class DocumentBuffer : IDisposable
{
    private static readonly DocumentWorth[] DropOrder =
        [new(DeviceMessage.Metrics), new(DeviceMessage.Heartbeat), new(DeviceMessage.Inventory), new(DeviceMessage.Result), new(DeviceMessage.Events, true), new(DeviceMessage.Events)];

    private readonly Lock gate = new();
    private readonly string folder;
    private readonly long bound;
    private readonly long segmentBytes;
    private readonly ILogger logger;
    private readonly List<Entry> entries = [];
    private readonly List<BufferSegment> segments = [];
    private long committed;
    private long last;
    private long droppedBefore;
    private long serverSeq = long.MaxValue;

    private readonly record struct Entry(long Seq, DocumentWorth Worth, BufferSegment Segment, long Offset, int Length);

    private DocumentBuffer(string folder, long bound, ILogger logger)
    {
        this.folder = folder;
        this.bound = bound;
        this.logger = logger;
        segmentBytes = Math.Clamp(bound / 16, 4096, 4 * 1024 * 1024);
    }

    /// <summary>Set when there is something new to send or to know.</summary>
    public Signal Changed { get; } = new();

    public long Committed { get { lock (gate) { return committed; } } }

    public long Last { get { lock (gate) { return last; } } }

    public int Count { get { lock (gate) { return entries.Count; } } }

    /// <summary>How many documents never reached the server, in the life of this identity.</summary>
    public long Dropped { get { lock (gate) { return droppedBefore + Gaps(last, entries.Count); } } }

    /// <summary>Bytes on disk.</summary>
    public long Bytes { get { lock (gate) { return segments.Sum(s => s.Length); } } }

    private string MarkFile => Path.Combine(folder, "mark.json");

    public static DocumentBuffer Open(string folder, long bound, ILogger logger)
    {
        Directory.CreateDirectory(folder);
        var buffer = new DocumentBuffer(folder, bound, logger);
        buffer.Recover();
        return buffer;
    }

    /// <summary>Gives a document its number and keeps it.</summary>
    /// <param name="worth">Its kind, and how precious it is.</param>
    /// <param name="write">Writes it, without <c>prev</c>, with the number that it gets.</param>
    /// <returns>The number, or 0 when the document is too large: then no number was used.</returns>
    public long Append(DocumentWorth worth, Func<long, byte[]> write)
    {
        lock (gate)
        {
            var document = write(last + 1);
            if (document.Length + Prefix(long.MaxValue).Length > SensorLimits.MaxDocumentBytes)
            {
                return 0;
            }

            var seq = ++last;
            var length = BufferSegment.HeaderBytes + document.Length;
            try
            {
                if (MakeRoom(worth, length))
                {
                    var segment = segments is [.., var open] && open.Length + length <= segmentBytes ? open : Start(seq);
                    entries.Add(new(seq, worth, segment, segment.Add(seq, worth, document), length));
                }
                else
                {
                    logger.DocumentDropped(DeviceSubject.TokenOf(worth.Message), seq);
                }
            }
            catch (IOException e)
            {
                // A full disk loses this document, counted as a gap; the sensor goes on.
                logger.BufferNotWritten(seq, e.Message);
            }

            Changed.Set();
            return seq;
        }
    }

    /// <summary>The documents after a number, oldest first, each with the <c>prev</c> that holds now.</summary>
    public IReadOnlyList<OutgoingDocument> ReadAfter(long seq, int maxDocuments, int maxBytes)
    {
        lock (gate)
        {
            var found = new List<OutgoingDocument>();
            var bytes = 0;
            for (var i = FirstAfter(seq); i < entries.Count && found.Count < maxDocuments; i++)
            {
                var entry = entries[i];
                bytes += entry.Length;
                if (found.Count > 0 && bytes > maxBytes)
                {
                    break;
                }

                // The head names what the server itself last named: after the server went back to a backup that is less than what it once committed.
                var prev = i > 0 ? entries[i - 1].Seq : Math.Min(committed, serverSeq);
                found.Add(new(entry.Seq, entry.Worth.Message, [.. Prefix(prev), .. entry.Segment.Read(entry.Offset, entry.Length).AsSpan(1)]));
            }

            return found;
        }
    }

    /// <summary>Forgets everything up to a number that the server has named.</summary>
    /// <returns>True when that was news.</returns>
    public bool Commit(long seq)
    {
        lock (gate)
        {
            serverSeq = seq;
            if (seq <= committed)
            {
                return false;
            }

            var gone = FirstAfter(seq);
            // A server that knows higher numbers than this folder remembers an older copy of it: numbers go on from there, none is used twice.
            droppedBefore += Math.Min(seq, last) - Math.Min(committed, last) - gone;
            last = Math.Max(last, seq);
            committed = seq;
            Remove(0, gone);
            for (var i = segments.Count - 1; i >= 0; i--)
            {
                if (segments[i].LiveBytes == 0)
                {
                    segments[i].Delete();
                    segments.RemoveAt(i);
                }
            }

            SaveMark();
            Changed.Set();
            return true;
        }
    }

    /// <summary>Gives up one document: the server will never take it.</summary>
    public void Discard(long seq)
    {
        lock (gate)
        {
            var i = FirstAfter(seq - 1);
            if (i < entries.Count && entries[i].Seq == seq)
            {
                Remove(i, 1);
                Compact();
            }
        }
    }

    public void Dispose()
    {
        lock (gate)
        {
            SaveMark();
            segments.ForEach(s => s.Dispose());
            segments.Clear();
            entries.Clear();
        }
    }

    private static byte[] Prefix(long prev) => System.Text.Encoding.ASCII.GetBytes($"{{\"prev\":{prev},");

    private long Gaps(long upTo, int present) => Math.Max(0, upTo - committed - present);

    private int FirstAfter(long seq)
    {
        var (low, high) = (0, entries.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = entries[middle].Seq > seq ? (low, middle) : (middle + 1, high);
        }

        return low;
    }

    private void Recover()
    {
        foreach (var leftover in Directory.EnumerateFiles(folder, "*.new"))
        {
            File.Delete(leftover);
        }

        BufferMark? mark = null;
        try
        {
            mark = AtomicFile.Read(MarkFile, SensorFiles.Default.BufferMark);
        }
        catch (InvalidDataException e)
        {
            logger.MarkNotRead(e.Message);
        }

        (committed, last, droppedBefore) = mark is null ? (0, 0, 0) : (mark.Committed, mark.Last, mark.Dropped);
        foreach (var path in Directory.GetFiles(folder, "*.seg").Order(StringComparer.Ordinal))
        {
            var before = new FileInfo(path).Length;
            var segment = BufferSegment.Recover(path, Keep);
            if (segment.Length < before)
            {
                logger.TailCut(Path.GetFileName(path), before - segment.Length);
            }

            if (segment.LiveBytes == 0)
            {
                segment.Delete();
            }
            else
            {
                segments.Add(segment);
            }
        }

        if (mark is null && entries.Count > 0)
        {
            committed = entries[0].Seq - 1;
        }

        void Keep(BufferSegment segment, long seq, DocumentWorth worth, long offset, int length)
        {
            last = Math.Max(last, seq);
            if (seq > committed && (entries.Count == 0 || seq > entries[^1].Seq))
            {
                entries.Add(new(seq, worth, segment, offset, length));
                segment.LiveBytes += length;
            }
        }
    }

    private BufferSegment Start(long seq)
    {
        var segment = BufferSegment.Create(folder, seq);
        segments.Add(segment);
        return segment;
    }

    /// <summary>Makes the files small enough for one more frame; false when only more precious documents are left.</summary>
    private bool MakeRoom(DocumentWorth worth, int length)
    {
        if (segments.Sum(s => s.Length) + length <= bound)
        {
            return true;
        }

        // An eighth more than needed, so that files are not rewritten for every document.
        var live = segments.Sum(s => s.LiveBytes);
        var enough = bound - (bound / 8) - length;
        var before = entries.Count;
        foreach (var kind in DropOrder)
        {
            live -= RemoveOldest(kind, live - enough);
            if (live <= enough || kind == worth)
            {
                break;
            }
        }

        if (entries.Count < before)
        {
            logger.BufferFull(before - entries.Count);
        }

        Compact();
        return segments.Sum(s => s.Length) + length <= bound;
    }

    private long RemoveOldest(DocumentWorth kind, long bytes)
    {
        long freed = 0;
        entries.RemoveAll(e =>
        {
            if (e.Worth != kind || freed >= bytes)
            {
                return false;
            }

            freed += e.Length;
            e.Segment.LiveBytes -= e.Length;
            return true;
        });
        return freed;
    }

    private void Remove(int at, int count)
    {
        for (var i = at; i < at + count; i++)
        {
            entries[i].Segment.LiveBytes -= entries[i].Length;
        }

        entries.RemoveRange(at, count);
    }

    private void Compact()
    {
        foreach (var segment in segments.Where(s => s.LiveBytes < s.Length).ToArray())
        {
            if (segment.LiveBytes == 0)
            {
                segment.Delete();
                segments.Remove(segment);
                continue;
            }

            var held = Enumerable.Range(0, entries.Count).Where(i => entries[i].Segment == segment).ToArray();
            var places = segment.Rewrite([.. held.Select(i => (entries[i].Offset, entries[i].Length))]);
            for (var k = 0; k < held.Length; k++)
            {
                entries[held[k]] = entries[held[k]] with { Offset = places[k] };
            }
        }

        // Numbers that were given to dropped documents are used up.
        SaveMark();
    }

    private void SaveMark() => AtomicFile.Write(MarkFile, new(committed, last, droppedBefore), SensorFiles.Default.BufferMark);
}
