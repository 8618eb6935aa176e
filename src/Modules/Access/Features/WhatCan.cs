using System.ComponentModel;
using Holdfast.Modules.Access.Contracts;
using Holdfast.Modules.Access.Domain;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Access.Features;

/// <summary>Something that somebody has, and all that it lets them do.</summary>
/// <param name="Reason">What it is, and where it holds.</param>
/// <param name="Permissions">The names of the permissions, in order.</param>
internal sealed record WhatCanView(AccessReasonView Reason, IReadOnlyList<string> Permissions)
{
    public static WhatCanView From(Entitlement entitlement) => new(AccessReasonView.From(entitlement), entitlement.Permissions);
}

/// <summary>All that a person or a key may do in the tenant: by each role that they have, and by what a key was made with, the newest first.</summary>
internal sealed class WhatCan(Subjects subjects) : IFeature
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
            feature.Handle(op, EnumQuery.Parse<AssigneeKind>(principalKind, "principalKind") ?? AssigneeKind.User, principalId, page.Request, ct).ToHttp(WhatCanView.From));

    public async Task<Result<Page<Entitlement>>> Handle(OpContext op, AssigneeKind kind, Guid? id, PageRequest page, CancellationToken ct) =>
        id is not { } who || await subjects.Find(op, kind, who, ct) is not { } subject
            ? AccessProblems.UnknownPrincipal
            : page.Cut([.. subject.Entitlements.Where(e => e.In == op.Tenant && (page.After is not { } after || e.Id.CompareTo(after) < 0)).OrderByDescending(e => e.Id).Take(page.Limit + 1)], e => e.Id);
}
