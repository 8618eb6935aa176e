using Holdfast.Modules.Access.Authorization;
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
/// <param name="Circumstances">Under which circumstances they would try; absent, now, from an unknown address, with a password alone.</param>
internal sealed record CheckAccessRequest(AssigneeKind PrincipalKind, Guid PrincipalId, string Permission, Scope? Scope = null, AskedCircumstances? Circumstances = null) : IRequest
{
    public Problem? Check() => Circumstances?.Check();
}

/// <summary>Whether somebody may do something, and why.</summary>
/// <param name="Allowed">Whether they may.</param>
/// <param name="Barred">Why they do not come in at all, whatever they have; null when they do.</param>
/// <param name="Reasons">What gives it to them, the oldest first, policies last, at most 20; none when nothing does.</param>
/// <param name="ForbiddenBy">The statements of policies that forbid it, whatever gives it, at most 20.</param>
/// <param name="TooManySteps">Whether the tenant's policies take more steps than they may, so that they allow nothing.</param>
internal sealed record AccessCheckView(bool Allowed, AccessBar? Barred, IReadOnlyList<AccessReasonView> Reasons, IReadOnlyList<PolicyReasonView> ForbiddenBy, bool TooManySteps)
{
    public static AccessCheckView From(OpContext op, (Subject Who, Decision Decision) each) => new(
        each.Decision.IsAllowed,
        each.Decision.Barred,
        AccessReasonView.From(each.Decision, each.Who, op.Tenant),
        [.. each.Decision.Forbids.Take(AccessReasonView.Most).Select(PolicyReasonView.From)],
        each.Decision.IsExhausted);
}

/// <summary>Answers whether a person or a key may do something at a place, as it would be decided if they tried, and what gives it to them.</summary>
internal sealed class CheckAccess(Subjects subjects, Decisions decisions, RoleTable table, ScopeTree tree, TimeProvider time) : IFeature
{
    public static Admission Admission { get; } = Admission.Requires(AccessPermissions.ReadRoles);

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/access/check", (CheckAccessRequest request, CheckAccess feature, OpContext op, CancellationToken ct) => feature.Handle(op, request, ct).ToHttp(each => AccessCheckView.From(op, each)));

    public async Task<Result<(Subject Who, Decision Decision)>> Handle(OpContext op, CheckAccessRequest request, CancellationToken ct) =>
        table.Permission(request.Permission) is not { } permission ? AccessProblems.NoSuchPermission
        : await subjects.Find(op, request.PrincipalKind, request.PrincipalId, ct) is not { } subject ? AccessProblems.UnknownPrincipal
        : await tree.Find(op, request.Scope ?? new Scope(ScopeLevel.Tenant, op.Tenant.Value), ct) is not { } place ? AccessProblems.UnknownNode
        : (subject, decisions.Decide(op, subject, permission, place, AskedCircumstances.Of(request.Circumstances, time.GetUtcNow())));
}
