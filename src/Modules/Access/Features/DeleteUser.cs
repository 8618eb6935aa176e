using Holdfast.Modules.Access.Contracts;
using Holdfast.Modules.Access.Members;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Holdfast.Platform.Modularity.Quotas;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Access.Features;

/// <summary>Removes a person; their sessions go with them.</summary>
internal sealed class DeleteUser(AccessDb db, TenantAdmins admins) : IFeature
{
    public static Admission Admission { get; } = Admission.Requires(AccessPermissions.Write);

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapDelete("/users/{id}", (UserId id, IfMatch match, DeleteUser feature, OpContext op, CancellationToken ct) => feature.Handle(op, id, match, ct).ToEmpty());

    public async Task<Result<Done>> Handle(OpContext op, UserId id, IfMatch match, CancellationToken ct)
    {
        await using var change = db.ChangeAcross();
        var guard = await admins.Hold(change, ct);
        if ((await match.Take(AccessDb.ForUpdate(change, id, ct), AccessProblems.UserNotFound)).Fails(out var user, out var problem))
        {
            return problem;
        }

        await Guests.LeaveAll(change, user, ct);
        AccessDb.Delete(change, user);
        await Quotas.Return(change, AccessDb.Seats, 1, ct);
        change.Publish(new UserDeleted(user.Id));
        change.Audit(UserView.Fact(UserView.From(user), null));
        return await guard.Commit(Done.Value, ct);
    }
}
