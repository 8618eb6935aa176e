using Microsoft.Extensions.Logging;

namespace Holdfast.Platform.Modularity.Refusals;

/// <summary>Writes the platform's own log every second, and once more when the process stops.</summary>
public sealed partial class WriteRefusals(RefusalLog log, TimeProvider time, ILogger<WriteRefusals> logger) : ProcessLoop(time)
{
    /// <inheritdoc/>
    protected override TimeSpan Every => TimeSpan.FromSeconds(1);

    /// <inheritdoc/>
    protected override TimeSpan Pause => TimeSpan.FromSeconds(30);

    /// <inheritdoc/>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await Try(cancellationToken);
    }

    /// <inheritdoc/>
    protected override Task Turn(CancellationToken ct) => log.Write(ct);

    /// <inheritdoc/>
    protected override void Failed(string error) => NotWritten(logger, error);

    [LoggerMessage(Level = LogLevel.Warning, Message = "What was refused could not be written down; it is kept and written later: {Error}")]
    private static partial void NotWritten(ILogger logger, string error);
}
