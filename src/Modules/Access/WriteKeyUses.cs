using Holdfast.Platform.Modularity;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Holdfast.Modules.Access;

/// <summary>Writes the uses of keys every few seconds, and once more when the process stops.</summary>
internal sealed partial class WriteKeyUses(KeyUses uses, IOptions<AccessOptions> options, TimeProvider time, ILogger<WriteKeyUses> logger) : ProcessLoop(time)
{
    protected override TimeSpan Every => options.Value.KeyUseInterval;

    protected override TimeSpan Pause => TimeSpan.FromSeconds(30);

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await Try(cancellationToken);
    }

    protected override Task Turn(CancellationToken ct) => uses.Write(ct);

    protected override void Failed(string error) => NotWritten(logger, error);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The uses of keys could not be written down; they are kept and written later: {Error}")]
    private static partial void NotWritten(ILogger logger, string error);
}
