using Holdfast.Modules.Tenancy.Contracts;
using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Access.Contracts;

/// <summary>Somebody of a tenant above acts in a tenant now; told in both.</summary>
/// <param name="Visit">Which visit.</param>
/// <param name="User">Who.</param>
/// <param name="Name">What the visitor is called.</param>
/// <param name="From">The visitor's own tenant.</param>
/// <param name="In">Where.</param>
/// <param name="Access">How much they may do there.</param>
/// <param name="EndsAt">When it ends by itself.</param>
public sealed record VisitOpened(Guid Visit, Guid User, string Name, TenantId From, TenantId In, ProviderAccess Access, DateTimeOffset EndsAt) : IEvent
{
    static string IEvent.Name => "visit.opened";
}

/// <summary>Somebody of a tenant above acts in a tenant no longer; told in both.</summary>
/// <param name="Visit">Which visit it was.</param>
/// <param name="User">Who.</param>
/// <param name="In">Where.</param>
public sealed record VisitEnded(Guid Visit, Guid User, TenantId In) : IEvent
{
    static string IEvent.Name => "visit.ended";
}
