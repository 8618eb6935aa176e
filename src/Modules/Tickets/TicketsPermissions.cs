using Holdfast.Platform.Modularity;

namespace Holdfast.Modules.Tickets;

/// <summary>The rights of this module.</summary>
internal static class TicketsPermissions
{
    public static Permission Read { get; } = new("tickets", "read", "See tickets and what was said about them.");

    public static Permission Write { get; } = new("tickets", "write", "Open, change, comment, close and delete tickets.");

    public static Permission Execute { get; } = new("tickets", "execute", "Run a ticket's action in an outside product, or hand it on.");

    public static IReadOnlyList<Permission> All { get; } = [Read, Write, Execute];
}
