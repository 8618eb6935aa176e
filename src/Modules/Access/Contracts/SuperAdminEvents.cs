using Holdfast.Platform.Data;

namespace Holdfast.Modules.Access.Contracts;

/// <summary>The operator gave a person of the tenant the platform's own role.</summary>
/// <param name="User">Whom.</param>
public sealed record SuperAdminGranted(UserId User) : IEvent
{
    static string IEvent.Name => "super_admin.granted";
}

/// <summary>The operator took the platform's own role from a person of the tenant; their sessions have ended.</summary>
/// <param name="User">From whom.</param>
public sealed record SuperAdminRevoked(UserId User) : IEvent
{
    static string IEvent.Name => "super_admin.revoked";
}
