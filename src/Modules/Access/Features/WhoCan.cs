using System.ComponentModel;
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

/// <summary>Somebody who may do something.</summary>
/// <param name="PrincipalKind">USER or API_KEY.</param>
/// <param name="PrincipalId">Which person or key.</param>
/// <param name="Name">For people.</param>
/// <param name="Reasons">What gives it to them, the oldest first, at most 20.</param>
internal sealed record WhoCanView(AssigneeKind PrincipalKind, Guid PrincipalId, string Name, IReadOnlyList<AccessReasonView> Reasons)
{
    public static WhoCanView From(OpContext op, (Subject Who, Decision Decision) each) => new(each.Who.Kind, each.Who.Id, each.Who.Name, AccessReasonView.From(each.Decision, each.Who, op.Tenant));
}

/// <summary>
/// All people and keys of the tenant that may do something at a place, the newest first, with what gives it to them; as it would be now, from an unknown address, with a password
/// alone. Where policies decide, everybody is asked: a page can be short, or empty, and not be the last.
/// </summary>
internal sealed class WhoCan(SubjectDb db, Subjects subjects, Decisions decisions, Rights rights, PolicySets sets, RoleDb roles, RoleTable table, ScopeTree tree, TimeProvider time) : IFeature
{
    public static Admission Admission { get; } = Admission.Requires(AccessPermissions.ReadRoles);

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/access/who-can", (
                [Description("What they may do, as area:verb, without wildcards.")] string? permission,
                [Description("The ScopeLevel of the node at which they may; absent, on the whole tenant.")] string? level,
                [Description("The node at which they may, of that level.")] Guid? nodeId,
                PageQuery page,
                WhoCan feature,
                OpContext op,
                CancellationToken ct) =>
            feature.Handle(op, permission, EnumQuery.Parse<ScopeLevel>(level, "level"), nodeId, page.Request, ct).ToHttp(each => WhoCanView.From(op, each)));

    public async Task<Result<Page<(Subject Who, Decision Decision)>>> Handle(OpContext op, string? name, ScopeLevel? level, Guid? node, PageRequest page, CancellationToken ct)
    {
        if (table.Permission(name ?? "") is not { } permission)
        {
            return AccessProblems.NoSuchPermission;
        }

        if (await tree.Find(op, new Scope(level ?? ScopeLevel.Tenant, node ?? op.Tenant.Value), ct) is not { } place)
        {
            return AccessProblems.UnknownNode;
        }

        var rows = rights.MayPermit(sets.OrNone(op.Tenant), permission.Name)
            ? await db.ComingIn(op, page, ct)
            : await db.Having(op, (await roles.Book(op, ct)).Giving(permission.Name), KeyPermissions.TextsGiving(permission), place, page, ct);
        var found = page.Cut(rows, r => r.Id);
        var circumstances = Circumstances.Asked(time.GetUtcNow());
        var able = new List<(Subject, Decision)>();
        foreach (var subject in await subjects.Load(op, found.Items, ct))
        {
            // Who was found by what they have is asked for as if they tried.
            if (decisions.Decide(op, subject, permission, place, circumstances) is { IsAllowed: true } decision)
            {
                able.Add((subject, decision));
            }
        }

        return new Page<(Subject, Decision)>(able, found.NextCursor);
    }
}
