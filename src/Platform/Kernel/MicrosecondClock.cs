namespace Holdfast.Platform.Kernel;

/// <summary>The system's clock in whole microseconds, as PostgreSQL keeps time: what was answered is what will be read back.</summary>
public sealed class MicrosecondClock : TimeProvider
{
    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow()
    {
        var now = base.GetUtcNow();
        return new DateTimeOffset(now.Ticks - (now.Ticks % TimeSpan.TicksPerMicrosecond), TimeSpan.Zero);
    }
}
