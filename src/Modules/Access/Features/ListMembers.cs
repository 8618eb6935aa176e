using System.ComponentModel;
using Holdfast.Modules.Access.Contracts;
using Holdfast.Modules.Access.Domain;
using Holdfast.Modules.Access.Members;
using Holdfast.Modules.Tenancy.Contracts;
using Holdfast.Platform.Data;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Access.Features;

/// <summary>A role that a member has.</summary>
/// <param name="AssignmentId">By which assignment: of the member, or of a user group that they are in.</param>
/// <param name="Role">The role's id.</param>
/// <param name="Scope">At which node, and below it.</param>
/// <param name="ExpiresAt">Until when; null when it does not end by itself.</param>
/// <param name="GroupId">The user group that has it; null when it is the member's own.</param>
internal sealed record MemberRoleView(AssignmentId AssignmentId, string Role, Scope Scope, DateTimeOffset? ExpiresAt, Guid? GroupId);

/// <summary>Somebody who can act in the tenant.</summary>
/// <param name="UserId">Who.</param>
/// <param name="Name">What they are called.</param>
/// <param name="Email">Their address.</param>
/// <param name="IsGuest">Whether another tenant keeps their account.</param>
/// <param name="HomeName">What people call that tenant; null for the tenant's own people.</param>
/// <param name="Status">Whether they may sign in.</param>
/// <param name="JoinedAt">Since when they are in the tenant.</param>
/// <param name="Roles">What they have: at the node that was asked for, or anywhere.</param>
internal sealed record MemberView(UserId UserId, string Name, string Email, bool IsGuest, string? HomeName, UserStatus Status, DateTimeOffset JoinedAt, IReadOnlyList<MemberRoleView> Roles)
{
    public static MemberView From((Member Who, string? HomeName, IReadOnlyList<Assignment> Roles) each) => new(
        each.Who.User,
        each.Who.Name,
        each.Who.Email,
        each.Who.Home is not null,
        each.HomeName,
        each.Who.Status,
        each.Who.JoinedAt,
        [.. each.Roles.Select(a => new MemberRoleView(a.Id, a.Role, a.Scope, a.ExpiresAt, a.Kind == AssigneeKind.Group ? a.Principal : null))]);
}

/// <summary>Who is in the tenant, its own people and guests, the newest accounts first; with a node, who has a role right there. Who sees parts of the tenant sees those who have roles in them.</summary>
internal sealed class ListMembers(MemberDb db, MemberScopes scopes, ITenants tenants, ControlSession control, TimeProvider time) : IFeature
{
    public static Admission Admission { get; } = Admission.Within(MemberPermissions.Read);

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/members", (
                [Description("Only people whose name or address contains this, whatever its case; 2 to 100 characters.")] string? search,
                [Description("Together with scopeId: only people with a role at this node; its level.")] string? scopeLevel,
                [Description("Together with scopeLevel: only people with a role at this node; its id.")] Guid? scopeId,
                PageQuery page,
                ListMembers feature,
                OpContext op,
                CancellationToken ct) =>
            feature.Handle(op, SearchQuery.Parse(search), scopeLevel, scopeId, page.Request, ct).ToHttp(MemberView.From));

    public async Task<Result<Page<(Member Who, string? HomeName, IReadOnlyList<Assignment> Roles)>>> Handle(OpContext op, SearchText? search, string? level, Guid? id, PageRequest page, CancellationToken ct)
    {
        if ((await scopes.Of(op, level, id, ct)).Fails(out var at, out var problem))
        {
            return problem;
        }

        var now = time.GetUtcNow();
        var nodes = at.Node is { } node ? [node.Id] : await scopes.Within(op, ct);
        var found = page.Cut(await db.Members(op, nodes, search, now, page, ct), m => m.User.Value);
        var held = (await AssignmentDb.Holdings(control, op.Tenant, AssigneeKind.User, [.. found.Items.Select(m => m.User.Value)], now, ct)).ToLookup(h => h.Holder, h => h.Assignment);
        var homes = (await tenants.Named([.. found.Items.Select(m => m.Home).OfType<TenantId>().Distinct()], ct)).ToDictionary(t => t.Id, t => t.Name);
        return new Page<(Member, string?, IReadOnlyList<Assignment>)>(
            [.. found.Items.Select(m => (m, m.Home is { } home ? homes.GetValueOrDefault(home, "") : null, (IReadOnlyList<Assignment>)[.. held[m.User.Value].Where(a => nodes is null || nodes.Contains(a.Scope.Id))]))], found.NextCursor);
    }
}
