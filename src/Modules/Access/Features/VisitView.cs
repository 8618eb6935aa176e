using Holdfast.Modules.Access.Domain;
using Holdfast.Modules.Tenancy.Contracts;
using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Access.Features;

/// <summary>A visit on the wire.</summary>
/// <param name="Id">Its id.</param>
/// <param name="TenantId">The tenant that is visited.</param>
/// <param name="HomeId">The visitor's own tenant.</param>
/// <param name="HomeName">What people call that.</param>
/// <param name="UserId">Who.</param>
/// <param name="UserName">Their name.</param>
/// <param name="UserEmail">Their address.</param>
/// <param name="Access">What the visited tenant allowed when it was opened.</param>
/// <param name="OpenedAt">Since when.</param>
/// <param name="EndsAt">When it ends by itself.</param>
/// <param name="EndedAt">When it ended before that; null when it did not.</param>
/// <param name="IsByPlatform">Whether somebody of the platform acts in it, and not of a tenant above.</param>
internal sealed record VisitView(
    VisitId Id, TenantId TenantId, TenantId HomeId, string HomeName, Guid UserId, string UserName, string UserEmail, ProviderAccess Access, DateTimeOffset OpenedAt,
    DateTimeOffset EndsAt, DateTimeOffset? EndedAt, bool IsByPlatform)
{
    public static VisitView From(Visit visit) => new(
        visit.Id, visit.Tenant, visit.Home, visit.HomeName, visit.User, visit.UserName, visit.UserEmail, visit.Access, visit.OpenedAt, visit.EndsAt, visit.EndedAt, visit.IsByPlatform);

    public static AuditFact Fact(VisitView? before, VisitView after) =>
        AuditFact.Of("visit", after.Id.Value, after.UserName, before, after) with { Category = AuditCategory.Authentication, Severity = AuditSeverity.Warning };
}
