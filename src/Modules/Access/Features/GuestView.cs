using Holdfast.Modules.Access.Contracts;
using Holdfast.Modules.Access.Domain;
using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Access.Features;

/// <summary>A guest, as the logs of both tenants show it.</summary>
/// <param name="UserId">Who.</param>
/// <param name="HomeId">The person's own tenant.</param>
/// <param name="TenantId">Where they are a guest.</param>
/// <param name="Name">What they are called.</param>
/// <param name="Email">Their address.</param>
internal sealed record GuestView(UserId UserId, TenantId HomeId, TenantId TenantId, string Name, string Email)
{
    public static GuestView From(Guest guest) => new(guest.User, guest.Home, guest.Tenant, guest.Name, guest.Email);

    public static AuditFact Fact(GuestView? before, GuestView? after) =>
        AuditFact.Of("guest", (after ?? before)!.UserId.Value, (after ?? before)!.Name, before, after) with { Category = AuditCategory.UserManagement, Severity = AuditSeverity.Warning, Pii = true };
}
