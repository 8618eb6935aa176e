using System.ComponentModel;
using Holdfast.Modules.Access.Domain;
using Holdfast.Modules.Access.Members;
using Holdfast.Platform.Data;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Access.Features;

/// <summary>Who was invited, newest first: to the whole tenant and to all of its nodes, or to one node.</summary>
internal sealed class ListInvitations(InvitationDb db, MemberScopes scopes, TimeProvider time) : IFeature
{
    public static Admission Admission { get; } = Admission.Within(MemberPermissions.Read);

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/invitations", (
                [Description("Only invitations of which this has become: an InvitationState.")] string? state,
                [Description("Together with scopeId: only those to this node; its level.")] string? scopeLevel,
                [Description("Together with scopeLevel: only those to this node; its id.")] Guid? scopeId,
                PageQuery page,
                ListInvitations feature,
                OpContext op,
                TimeProvider time,
                CancellationToken ct) =>
            feature.Handle(op, state, scopeLevel, scopeId, page.Request, ct).ToHttp(i => InvitationView.From(i, time.GetUtcNow())));

    public async Task<Result<Page<Invitation>>> Handle(OpContext op, string? state, string? level, Guid? id, PageRequest page, CancellationToken ct)
    {
        InvitationState? wanted = null;
        if (state is not null)
        {
            if (!EnumText.TryParse<InvitationState>(state, out var named))
            {
                return MemberProblems.BadState;
            }

            wanted = named;
        }

        if ((await scopes.Of(op, level, id, ct)).Fails(out var at, out var problem))
        {
            return problem;
        }

        return page.Cut(await db.Invitations(op, wanted, at.Node, time.GetUtcNow(), page, ct), i => i.Id.Value);
    }
}
