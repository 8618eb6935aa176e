using Holdfast.Modules.Integrations.Contracts;
using Holdfast.Platform.Modularity;

namespace Holdfast.Modules.Actions;

/// <summary>The rights of this module.</summary>
internal static class ActionsPermissions
{
    public static Permission Read { get; } =
        new("actions", "read", "See what can be done outside, and runs with their plans and outcomes.", StockRole.Manager, StockRole.Member, StockRole.SecurityAnalyst, StockRole.User, StockRole.ReadOnly, StockRole.Auditor);

    public static Permission Write { get; } =
        new("actions", "write", "Plan actions.", StockRole.Manager, StockRole.Member, StockRole.SecurityAnalyst, StockRole.User);

    public static Permission Execute { get; } =
        new("actions", "execute", "Start, check and undo runs.", StockRole.Manager, StockRole.Member, StockRole.SecurityAnalyst, StockRole.User);

    public static Permission Approve { get; } =
        new("actions", "approve", "Allow or refuse runs that wait for approval.", StockRole.Manager);

    public static Permission Contain { get; } =
        new("actions", "contain", "Plan and start what cuts off addresses, machines and accounts.", StockRole.Manager, StockRole.SecurityAnalyst);

    public static Permission Configure { get; } = new("actions", "configure", "Plan and start what changes how a product is set up.", StockRole.Manager);

    public static IReadOnlyList<Permission> All { get; } = [Read, Write, Execute, Approve, Contain, Configure];

    /// <summary>The permission behind an action's right; null when running actions is enough.</summary>
    public static Permission? Of(ActionRight right) => right switch { ActionRight.Contain => Contain, ActionRight.Configure => Configure, _ => null };
}
