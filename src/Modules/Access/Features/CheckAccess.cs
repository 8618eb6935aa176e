using Holdfast.Modules.Access.Contracts;
using Holdfast.Modules.Access.Domain;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Access.Features;

/// <param name="PrincipalKind">USER or API_KEY.</param>
/// <param name="PrincipalId">Which person or key of the tenant.</param>
/// <param name="Permission">As <c>area:verb</c>, without wildcards.</param>
/// <param name="Scope">At which organization, group or device; absent, on the whole tenant.</param>
internal sealed record CheckAccessRequest(AssigneeKind PrincipalKind, Guid PrincipalId, string Permission, Scope? Scope = null);

/// <summary>Whether somebody may do something, and why.</summary>
/// <param name="Allowed">Whether they may.</param>
/// <param name="Barred">Why they do not come in at all, whatever they have; null when they do.</param>
/// <param name="Reasons">What gives it to them, the oldest first, at most 20; none when nothing does.</param>
internal sealed record AccessCheckView(bool Allowed, AccessBar? Barred, IReadOnlyList<AccessReasonView> Reasons)
{
    public static AccessCheckView From(Decision decision) => new(decision.IsAllowed, decision.Barred, AccessReasonView.From(decision));
}

/// <summary>Answers whether a person or a key may do something at a place, as it would be decided if they tried, and what gives it to them.</summary>
internal sealed class CheckAccess(Subjects subjects, Decisions decisions, RoleTable table, ScopeTree tree) : IFeature
{
    public static Admission Admission { get; } = Admission.Requires(AccessPermissions.ReadRoles);

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/access/check", (CheckAccessRequest request, CheckAccess feature, OpContext op, CancellationToken ct) => feature.Handle(op, request, ct).ToHttp(AccessCheckView.From));

    public async Task<Result<Decision>> Handle(OpContext op, CheckAccessRequest request, CancellationToken ct) =>
        table.Permission(request.Permission) is not { } permission ? AccessProblems.NoSuchPermission
        : await subjects.Find(op, request.PrincipalKind, request.PrincipalId, ct) is not { } subject ? AccessProblems.UnknownPrincipal
        : await tree.Find(op, request.Scope ?? new Scope(ScopeLevel.Tenant, op.Tenant.Value), ct) is not { } place ? AccessProblems.UnknownNode
        : await decisions.Decide(op, subject, permission, place, ct);
}
