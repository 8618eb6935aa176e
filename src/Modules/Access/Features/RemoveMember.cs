using Holdfast.Modules.Access.Contracts;
using Holdfast.Modules.Access.Members;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Access.Features;

/// <summary>Lets a guest go, with all that they had in the tenant. The tenant's own people are removed as users.</summary>
internal sealed class RemoveMember(MemberDb db) : IFeature
{
    public static Admission Admission { get; } = Admission.Requires(MemberPermissions.Write);

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapDelete("/members/{userId}", (UserId userId, RemoveMember feature, OpContext op, CancellationToken ct) => feature.Handle(op, userId, ct).ToEmpty());

    public async Task<Result<Done>> Handle(OpContext op, UserId user, CancellationToken ct)
    {
        await using var change = db.ChangeAcross(op);
        await AssignmentDb.Hold(change, ct);
        if (await MemberDb.Guest(change, op.Tenant, user, ct) is not { } guest)
        {
            return MemberProblems.MemberNotFound;
        }

        await Guests.Leave(change, guest, ct);
        return await change.Commit(Done.Value, ct);
    }
}
