using System.ComponentModel;
using Holdfast.Modules.Access.Authorization;
using Holdfast.Modules.Access.Contracts;
using Holdfast.Modules.Access.Domain;
using Holdfast.Modules.Access.Policies;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Access.Features;

/// <summary>Something that somebody has, and all that it lets them do; or a policy that makes a difference for them.</summary>
/// <param name="Reason">What it is, and where it holds.</param>
/// <param name="Permissions">The names of the permissions that it gives, in order.</param>
/// <param name="Forbids">The names of those that it takes away, in order: of policies.</param>
internal sealed record WhatCanView(AccessReasonView Reason, IReadOnlyList<string> Permissions, IReadOnlyList<string> Forbids);

/// <summary>
/// All that a person or a key may do in the tenant: by each role that they have, by what a key was made with, and by each policy that permits or forbids them something, the newest
/// first; policies as they would decide now, from an unknown address, with a password alone.
/// </summary>
internal sealed class WhatCan(Subjects subjects, Rights rights, PolicySets sets, TimeProvider time) : IFeature
{
    public static Admission Admission { get; } = Admission.Requires(AccessPermissions.ReadRoles);

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/access/what-can", (
                [Description("Which person or key of the tenant.")] Guid? principalId,
                [Description("USER or API_KEY; absent, USER.")] string? principalKind,
                PageQuery page,
                WhatCan feature,
                OpContext op,
                CancellationToken ct) =>
            feature.Handle(op, EnumQuery.Parse<AssigneeKind>(principalKind, "principalKind") ?? AssigneeKind.User, principalId, page.Request, ct).ToHttp());

    public async Task<Result<Page<WhatCanView>>> Handle(OpContext op, AssigneeKind kind, Guid? id, PageRequest page, CancellationToken ct)
    {
        if (id is not { } who || await subjects.Find(op, kind, who, ct) is not { } subject)
        {
            return AccessProblems.UnknownPrincipal;
        }

        var all = subject.Entitlements.Where(e => e.In == op.Tenant).Select(e => new WhatCanView(AccessReasonView.From(e), e.Permissions, [])).Concat(ByPolicies(op, subject));
        return page.Cut([.. all.Where(v => page.After is not { } after || v.Reason.Id.CompareTo(after) < 0).OrderByDescending(v => v.Reason.Id).Take(page.Limit + 1)], v => v.Reason.Id);
    }

    // One for each policy, by the first of its statements that makes a difference.
    private IEnumerable<WhatCanView> ByPolicies(OpContext op, Subject subject) => rights
        .All(sets.OrNone(op.Tenant), subject.AsPrincipal(op.Tenant), Circumstances.Asked(time.GetUtcNow()))
        .SelectMany(p => p.Value.Findings.Select(f => (Permission: p.Key, f.Statement)))
        .GroupBy(f => f.Statement.Policy)
        .Select(f => new WhatCanView(AccessReasonView.From(f.MinBy(one => one.Statement.Number).Statement, subject, op.Tenant), Names(f, PolicyEffect.Permit), Names(f, PolicyEffect.Forbid)));

    private static IReadOnlyList<string> Names(IEnumerable<(string Permission, PolicyStatement Statement)> found, PolicyEffect effect) =>
        [.. found.Where(f => f.Statement.Effect == effect).Select(f => f.Permission).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
}
