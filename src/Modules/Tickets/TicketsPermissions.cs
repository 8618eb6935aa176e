using Holdfast.Platform.Modularity;

namespace Holdfast.Modules.Tickets;

/// <summary>The rights of this module.</summary>
internal static class TicketsPermissions
{
    public static Permission Read { get; } =
        new("tickets", "read", "See tickets and what was said about them.", StockRole.Others);

    public static Permission Write { get; } =
        new("tickets", "write", "Open, change, comment, close and delete tickets.", StockRole.Manager, StockRole.Member, StockRole.SecurityAnalyst, StockRole.User);

    public static Permission Execute { get; } =
        new("tickets", "execute", "Run a ticket's action in an outside product, or hand it on.", StockRole.Manager, StockRole.Member, StockRole.SecurityAnalyst, StockRole.User);

    public static Permission Admin { get; } =
        new("tickets", "admin", "Set how soon tickets are to be taken on and closed.", StockRole.Manager);

    public static Permission Rules { get; } =
        new("tickets", "rules", "Say by which rules alerts and findings become tickets, or do not.", StockRole.Manager);

    public static IReadOnlyList<Permission> All { get; } = [Read, Write, Execute, Admin, Rules];
}
