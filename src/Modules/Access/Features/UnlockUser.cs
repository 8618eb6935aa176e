using Holdfast.Modules.Access.Contracts;
using Holdfast.Platform.Data;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Access.Features;

/// <summary>Forgets the failed guesses at a person's password, so that they can sign in from anywhere at once.</summary>
internal sealed class UnlockUser(AccessDb db) : IFeature
{
    public static Admission Admission { get; } = Admission.Requires(AccessPermissions.Write);

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/users/{id}/unlock", (UserId id, UnlockUser feature, OpContext op, CancellationToken ct) => feature.Handle(op, id, ct).ToEmpty());

    public async Task<Result<Done>> Handle(OpContext op, UserId id, CancellationToken ct)
    {
        if (await db.User(op, id, ct) is not { } user)
        {
            return AccessProblems.UserNotFound;
        }

        await using var change = db.Change();
        SignInDb.Unlock(change, user.Email);
        change.Audit(new AuditFact("user", user.Id.Value, user.Username) { Category = AuditCategory.UserManagement });
        return await change.Commit(Done.Value, ct);
    }
}
