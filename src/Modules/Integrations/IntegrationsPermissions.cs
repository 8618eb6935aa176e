using Holdfast.Platform.Modularity;

namespace Holdfast.Modules.Integrations;

/// <summary>The rights of this module.</summary>
internal static class IntegrationsPermissions
{
    public static Permission Read { get; } =
        new("integrations", "read", "See integrations and what connectors can do; never secrets.", StockRole.Manager, StockRole.Member, StockRole.ReadOnly, StockRole.SecurityAnalyst, StockRole.Auditor, StockRole.User);

    public static Permission Write { get; } = new("integrations", "write", "Create, change, test and delete integrations and set their secrets.");

    public static Permission ReadAlerts { get; } =
        new("alerts", "read", "See alerts, assets and vulnerabilities that products report.", StockRole.Manager, StockRole.Member, StockRole.ReadOnly, StockRole.SecurityAnalyst, StockRole.Auditor);

    public static Permission WriteAlerts { get; } = new("alerts", "write", "Acknowledge, close and reopen alerts.", StockRole.Manager, StockRole.Member, StockRole.SecurityAnalyst);

    public static IReadOnlyList<Permission> All { get; } = [Read, Write, ReadAlerts, WriteAlerts];
}
