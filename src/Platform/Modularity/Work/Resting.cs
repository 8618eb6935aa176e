namespace Holdfast.Platform.Modularity.Work;

/// <summary>Lanes that are left alone for a while because their last item failed. In memory: whatever outlives the process stands in rows.</summary>
internal sealed class Resting<TLane>(TimeSpan longest, int most, TimeProvider time) where TLane : notnull
{
    /// <summary>The shortest rest.</summary>
    public static readonly TimeSpan First = TimeSpan.FromSeconds(1);

    private readonly Lock gate = new();
    private readonly Dictionary<TLane, (int Failures, DateTimeOffset Until)> lanes = [];

    public int Count
    {
        get
        {
            lock (gate)
            {
                return lanes.Count;
            }
        }
    }

    /// <summary>How long it is still left alone; zero when it is not.</summary>
    public TimeSpan Left(TLane lane)
    {
        lock (gate)
        {
            return lanes.TryGetValue(lane, out var rest) && rest.Until - time.GetUtcNow() is { Ticks: > 0 } left ? left : TimeSpan.Zero;
        }
    }

    /// <summary>It failed again: a second, then two, four, … up to the longest.</summary>
    public (int Failures, TimeSpan Pause) Failed(TLane lane)
    {
        lock (gate)
        {
            var failures = lanes.GetValueOrDefault(lane).Failures + 1;
            var pause = First * Math.Pow(2, Math.Min(failures, 20) - 1);
            pause = pause < longest ? pause : longest;
            Put(lane, failures, pause);
            return (failures, pause);
        }
    }

    /// <summary>Nothing is wrong with it; it is only somebody else's for the moment.</summary>
    public void Until(TLane lane, TimeSpan pause)
    {
        lock (gate)
        {
            Put(lane, 0, pause);
        }
    }

    /// <summary>All is well with it, unless it was left alone meanwhile.</summary>
    public void Succeeded(TLane lane)
    {
        lock (gate)
        {
            if (lanes.TryGetValue(lane, out var rest) && (rest.Failures > 0 || rest.Until <= time.GetUtcNow()))
            {
                lanes.Remove(lane);
            }
        }
    }

    private void Put(TLane lane, int failures, TimeSpan pause)
    {
        var now = time.GetUtcNow();
        if (lanes.Count >= most && !lanes.ContainsKey(lane))
        {
            // Those that are over were not found again since; if none is, the one that would be tried next is tried a little early.
            foreach (var over in lanes.Where(l => l.Value.Until <= now).Select(l => l.Key).ToList())
            {
                lanes.Remove(over);
            }

            if (lanes.Count >= most)
            {
                lanes.Remove(lanes.MinBy(l => l.Value.Until).Key);
            }
        }

        lanes[lane] = (failures, now + pause);
    }
}
