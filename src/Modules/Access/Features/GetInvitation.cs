using Holdfast.Modules.Access.Contracts;
using Holdfast.Modules.Access.Domain;
using Holdfast.Modules.Access.Members;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Access.Features;

/// <summary>One invitation.</summary>
internal sealed class GetInvitation(InvitationDb db) : IFeature
{
    public static Admission Admission { get; } = Admission.Within(MemberPermissions.Read);

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/invitations/{id}", (InvitationId id, GetInvitation feature, OpContext op, TimeProvider time, CancellationToken ct) =>
            feature.Handle(op, id, ct).ToHttp(i => InvitationView.From(i, time.GetUtcNow())));

    public async Task<Result<Invitation>> Handle(OpContext op, InvitationId id, CancellationToken ct) =>
        await db.Invitation(op, id, ct) is { } found && op.Reach.Covers(found.Place) ? found : MemberProblems.InvitationNotFound;
}
