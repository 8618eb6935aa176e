namespace Holdfast.Hosts.Sensor.Sending;

/// <summary>Pauses that double from a least to a most, each with full jitter in its upper half so that a fleet does not come back at once.</summary>
internal sealed class BackOff(TimeSpan least, TimeSpan most, Random random)
{
    private int failures;

    public void Reset() => failures = 0;

    public TimeSpan Next()
    {
        var full = Math.Min(most.TotalSeconds, least.TotalSeconds * Math.Pow(2, Math.Min(failures++, 30)));
        return TimeSpan.FromSeconds(full * (0.5 + (random.NextDouble() / 2)));
    }
}
