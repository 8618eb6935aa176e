using Microsoft.Extensions.Logging;

namespace Holdfast.Modules.Playbooks;

internal static partial class PlaybooksLog
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "Run {Run} of tenant {Tenant} has a definition that this version does not understand; it is ended")]
    public static partial void NotUnderstood(ILogger logger, Guid run, Guid tenant);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Count} runs of playbooks of tenant {Tenant} were old enough and are removed")]
    public static partial void Pruned(ILogger logger, int count, Guid tenant);

    [LoggerMessage(Level = LogLevel.Information, Message = "Another process has gone on with run {Run} of tenant {Tenant}")]
    public static partial void Overtaken(ILogger logger, Guid run, Guid tenant);
}
