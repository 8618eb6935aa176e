using Microsoft.Extensions.Logging;

namespace Holdfast.Platform.Modularity.Work;

internal static partial class WorkLog
{
    [LoggerMessage(Level = LogLevel.Error, Message = "{Work} failed for tenant {Tenant} ({Lane}), {Failures} times in a row; again in {Pause}")]
    public static partial void Failed(ILogger logger, Exception error, string work, Guid tenant, string lane, int failures, TimeSpan pause);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Work} could not ask database {Database} what there is to do; again in {Pause}")]
    public static partial void FindFailed(ILogger logger, Exception error, string work, string database, TimeSpan pause);
}
