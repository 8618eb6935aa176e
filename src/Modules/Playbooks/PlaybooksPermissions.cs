using Holdfast.Platform.Modularity;

namespace Holdfast.Modules.Playbooks;

/// <summary>The rights of this module.</summary>
internal static class PlaybooksPermissions
{
    public static Permission Read { get; } =
        new("playbooks", "read", "See playbooks, and runs with what their steps did.", StockRole.Manager, StockRole.Member, StockRole.SecurityAnalyst, StockRole.ReadOnly, StockRole.Auditor);

    public static Permission Write { get; } = new("playbooks", "write", "Write, change and delete playbooks.", StockRole.Manager, StockRole.SecurityAnalyst);

    public static Permission Publish { get; } = new("playbooks", "publish", "Let a version run on one's own behalf, and disable playbooks.", StockRole.Manager);

    public static Permission Run { get; } = new("playbooks", "run", "Start, hold, resume and end runs.", StockRole.Manager, StockRole.Member, StockRole.SecurityAnalyst);

    public static Permission Approve { get; } = new("playbooks", "approve", "Decide about steps that ask for approval.", StockRole.Manager);

    public static IReadOnlyList<Permission> All { get; } = [Read, Write, Publish, Run, Approve];
}
