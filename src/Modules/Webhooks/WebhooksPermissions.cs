using Holdfast.Platform.Modularity;

namespace Holdfast.Modules.Webhooks;

/// <summary>The rights of this module.</summary>
internal static class WebhooksPermissions
{
    public static Permission Read { get; } =
        new("webhooks", "read", "See webhooks and their deliveries.", StockRole.Manager, StockRole.ReadOnly, StockRole.Auditor);

    public static Permission Write { get; } = new("webhooks", "write", "Create, change, test and delete webhooks, and deliver again.");

    public static IReadOnlyList<Permission> All { get; } = [Read, Write];
}
