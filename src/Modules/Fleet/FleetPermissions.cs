using Holdfast.Platform.Modularity;

namespace Holdfast.Modules.Fleet;

/// <summary>The rights of this module.</summary>
internal static class FleetPermissions
{
    public static Permission Read { get; } =
        new("fleet", "read", "See devices, their telemetry, findings and scores.", StockRole.Others);

    public static Permission Write { get; } =
        new("fleet", "write", "Rename, move and remove devices.", StockRole.Manager, StockRole.Member, StockRole.SecurityAnalyst);

    public static Permission Enroll { get; } =
        new("fleet", "enroll", "Make and revoke the tokens with which machines become devices.", StockRole.Manager);

    public static IReadOnlyList<Permission> All { get; } = [Read, Write, Enroll];
}
