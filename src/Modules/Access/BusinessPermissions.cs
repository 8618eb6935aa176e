using Holdfast.Platform.Modularity;

namespace Holdfast.Modules.Access;

/// <summary>Rights about what the tenant's own programs keep. The platform has nothing behind them itself: a program asks whether somebody has one (POST /api/access/check).</summary>
internal static class BusinessPermissions
{
    private static readonly StockRole[] Seeing = [StockRole.Manager, StockRole.Member, StockRole.ReadOnly];

    private static readonly StockRole[] Working = [StockRole.Manager, StockRole.Member];

    public static IReadOnlyList<Permission> All { get; } =
    [
        new("campaigns", "read", "See campaigns.", Seeing),
        new("campaigns", "write", "Create, change and delete campaigns.", StockRole.Manager),
        new("campaigns", "send", "Send campaigns.", StockRole.Manager),
        new("leads", "read", "See leads.", Seeing),
        new("leads", "write", "Create, change and delete leads.", Working),
        new("leads", "import", "Take in leads from files.", StockRole.Manager),
        new("leads", "export", "Take leads out as files.", StockRole.Manager),
        new("analytics", "read", "See analytics.", Seeing),
        new("analytics", "export", "Take analytics out as files.", StockRole.Manager),
    ];
}
