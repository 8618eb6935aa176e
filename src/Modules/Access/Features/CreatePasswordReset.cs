using Holdfast.Modules.Access.Contracts;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Access.Features;

/// <summary>What is handed to somebody who has lost their password.</summary>
/// <param name="Token">For /api/auth/reset, good once; shown here only.</param>
/// <param name="ExpiresAt">Until when it is good.</param>
internal sealed record PasswordResetView(string Token, DateTimeOffset ExpiresAt)
{
    public static PasswordResetView From(PasswordResetToken made) => new(made.Token, made.ExpiresAt);
}

/// <summary>Makes a single-use token with which a person of the tenant chooses another password; the one made before is worth nothing any more. Only for who may do everything that the person may.</summary>
internal sealed class CreatePasswordReset(AccessDb db, PasswordResets resets, RightsOfOthers others, FreshSignIn fresh) : IFeature
{
    public static Admission Admission { get; } = Admission.Requires(AccessPermissions.Write);

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/users/{id}/password-reset", (UserId id, CreatePasswordReset feature, OpContext op, CancellationToken ct) => feature.Handle(op, id, ct).ToHttp(PasswordResetView.From))
        .TakesCredentials();

    public async Task<Result<PasswordResetToken>> Handle(OpContext op, UserId id, CancellationToken ct)
    {
        if (await fresh.Check(op, ct) is { } again)
        {
            return again;
        }

        if (await db.User(op, id, ct) is not { } user)
        {
            return AccessProblems.UserNotFound;
        }

        if (await others.Check(op, id, AccessProblems.PasswordEscalation, ct) is { } more)
        {
            return more;
        }

        await using var change = db.Change();
        var token = resets.Issue(change, user);
        return await change.Commit(token, ct);
    }
}
