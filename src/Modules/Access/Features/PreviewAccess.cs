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

/// <summary>A role as it would be.</summary>
/// <param name="Id">Which role of the tenant's own.</param>
/// <param name="Permissions">What it would give by itself: at most 100 of <c>area:verb</c>, <c>area:*</c> and <c>*</c>.</param>
/// <param name="Parents">The ids of at most 16 roles whose permissions it would give as well.</param>
internal sealed record PreviewedRole(RoleId Id, IReadOnlyList<string>? Permissions = null, IReadOnlyList<string>? Parents = null);

/// <summary>An assignment that would be made.</summary>
/// <param name="PrincipalKind">What kind of thing would get the role.</param>
/// <param name="PrincipalId">Which person, user group or key.</param>
/// <param name="Role">The role's id.</param>
/// <param name="Scope">At which organization, group or device, or on the whole tenant.</param>
internal sealed record PreviewedAssignment(AssigneeKind PrincipalKind, Guid PrincipalId, string Role, Scope Scope);

/// <summary>Who would be put into a user group, and taken out of it.</summary>
/// <param name="Id">Which group.</param>
/// <param name="Add">At most 200 people who would be in it.</param>
/// <param name="Remove">At most 200 people who would not.</param>
internal sealed record PreviewedMembers(UserGroupId Id, IReadOnlyList<UserId>? Add = null, IReadOnlyList<UserId>? Remove = null);

/// <summary>A policy as it would be.</summary>
/// <param name="Text">Its statements.</param>
/// <param name="Id">Which it is; absent for a new one.</param>
/// <param name="Enabled">Whether it would decide; true where it is absent.</param>
internal sealed record PreviewedPolicy(string Text, PolicyId? Id = null, bool Enabled = true);

/// <summary>One change, not made: exactly one of these is there.</summary>
/// <param name="Role">A role of the tenant's own, changed.</param>
/// <param name="Assignment">A role, given.</param>
/// <param name="RemoveAssignment">An assignment, by its id, taken away.</param>
/// <param name="Members">A user group with others in it.</param>
/// <param name="RemoveGroup">A user group, by its id, removed.</param>
/// <param name="Policy">A policy, made or changed.</param>
/// <param name="RemovePolicy">A policy, by its id, removed.</param>
/// <param name="Circumstances">Under which circumstances they would try; absent, now, from an unknown address, with a password alone. It is no change.</param>
internal sealed record PreviewAccessRequest(
    PreviewedRole? Role = null, PreviewedAssignment? Assignment = null, AssignmentId? RemoveAssignment = null, PreviewedMembers? Members = null, UserGroupId? RemoveGroup = null,
    PreviewedPolicy? Policy = null, PolicyId? RemovePolicy = null, AskedCircumstances? Circumstances = null) : IRequest
{
    private const int MaxMembers = 200;

    public Problem? Check() =>
        new object?[] { Role, Assignment, RemoveAssignment, Members, RemoveGroup, Policy, RemovePolicy }.Count(m => m is not null) != 1 ? AccessProblems.NotOneChange
        : Role is not null ? Domain.RoleSettings.CheckGiven(Role.Permissions, Role.Parents)
        : Members is { Add.Count: > MaxMembers } or { Remove.Count: > MaxMembers } ? AccessProblems.TooManyPreviewed
        : Circumstances?.Check();
}

/// <summary>What somebody would gain and lose at a node, and below it.</summary>
/// <param name="Scope">At which.</param>
/// <param name="Only">Only for what hangs directly at nodes of this level within it; null for the node and all below it.</param>
/// <param name="Gains">The permissions that they would have there, and have not.</param>
/// <param name="Loses">Those that they have there, and would not have.</param>
internal sealed record AccessDifferenceView(Scope Scope, ScopeLevel? Only, IReadOnlyList<string> Gains, IReadOnlyList<string> Loses);

/// <summary>Somebody for whom a change would make a difference.</summary>
/// <param name="PrincipalKind">USER or API_KEY.</param>
/// <param name="PrincipalId">Which person or key.</param>
/// <param name="Name">For people.</param>
/// <param name="Barred">Why they do not come in at all, whatever they have; null when they do.</param>
/// <param name="Differences">Where what they may do would be another, each permission at the highest node at which it is.</param>
internal sealed record AccessPreviewView(AssigneeKind PrincipalKind, Guid PrincipalId, string Name, AccessBar? Barred, IReadOnlyList<AccessDifferenceView> Differences)
{
    public static AccessPreviewView From((Subject Who, IReadOnlyList<AccessDifference> Differences) each) =>
        new(each.Who.Kind, each.Who.Id, each.Who.Name, each.Who.Barred, [.. each.Differences.Select(d => new AccessDifferenceView(d.Node, d.Only, d.Gains, d.Loses))]);
}

/// <summary>
/// Says who would gain what and lose what by a change, and makes none: for each of those who are concerned, the newest first. Who would have the same as before is left out, so that a page can be short, or
/// empty, and not be the last.
/// </summary>
internal sealed class PreviewAccess(AccessChanges changes, Subjects subjects, Places places, Rights rights, PolicySets sets, TimeProvider time) : IFeature
{
    public static Admission Admission { get; } = Admission.Requires(AccessPermissions.ReadRoles);

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/access/preview", (PreviewAccessRequest request, PageQuery page, PreviewAccess feature, OpContext op, CancellationToken ct) =>
            feature.Handle(op, request, page.Request, ct).ToHttp(AccessPreviewView.From));

    public async Task<Result<Page<(Subject Who, IReadOnlyList<AccessDifference> Differences)>>> Handle(OpContext op, PreviewAccessRequest request, PageRequest page, CancellationToken ct)
    {
        if ((await changes.Of(op, request, ct)).Fails(out var change, out var problem))
        {
            return problem;
        }

        var concerned = page.Cut(await change.Concerned(page), r => r.Id);
        var (before, differing) = (await subjects.Load(op, concerned.Items, ct), new List<(Subject, IReadOnlyList<AccessDifference>)>());
        await rights.Ready(change.Policies, ct);
        var circumstances = AskedCircumstances.Of(request.Circumstances, time.GetUtcNow());
        var states = before.Select(s => (Subject: s, Had: Reaches(op, s, sets.OrNone(op.Tenant), circumstances), Has: Reaches(op, change.After(s), change.Policies, circumstances))).ToArray();
        var seen = await places.Look(op, states.SelectMany(s => s.Had.Concat(s.Has)).SelectMany(r => r.Value.Named.Select(n => (r.Key.In, n))), ct);
        foreach (var (subject, had, has) in states)
        {
            if (AccessDifference.Of(had, has, seen) is { Count: > 0 } differences)
            {
                differing.Add((subject, differences));
            }
        }

        return new Page<(Subject, IReadOnlyList<AccessDifference>)>(differing, concerned.NextCursor);
    }

    // In the tenants below only what was given counts: their policies are theirs.
    private Dictionary<(TenantId In, string Permission), Reach> Reaches(OpContext op, Subject subject, TenantPolicies policies, Circumstances circumstances)
    {
        var principal = subject.AsPrincipal(op.Tenant);
        return rights.All(policies, principal, circumstances).Select(p => (Key: (op.Tenant, p.Key), p.Value.Reach))
            .Concat(subject.Entitlements.Select(e => e.In).Where(t => t != op.Tenant).Distinct().SelectMany(t => principal.Grants.Permissions(t).Select(p => (Key: (t, p), Reach: principal.Grants.ReachOf(t, p)))))
            .ToDictionary(p => p.Key, p => p.Reach);
    }
}
