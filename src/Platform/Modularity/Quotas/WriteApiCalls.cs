using Microsoft.Extensions.Logging;

namespace Holdfast.Platform.Modularity.Quotas;

/// <summary>Writes the calls of programs every two seconds, and once more when the process stops.</summary>
public sealed partial class WriteApiCalls(ApiCalls calls, TimeProvider time, ILogger<WriteApiCalls> logger) : ProcessLoop(time)
{
    /// <inheritdoc/>
    protected override TimeSpan Every => TimeSpan.FromSeconds(2);

    /// <inheritdoc/>
    protected override TimeSpan Pause => TimeSpan.FromSeconds(10);

    /// <inheritdoc/>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await Try(cancellationToken);
    }

    /// <inheritdoc/>
    protected override Task Turn(CancellationToken ct) => calls.Write(ct);

    /// <inheritdoc/>
    protected override void Failed(string error) => NotWritten(logger, error);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The calls of programs could not be written down; they are kept and written later: {Error}")]
    private static partial void NotWritten(ILogger logger, string error);
}
