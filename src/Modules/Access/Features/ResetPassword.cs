using Holdfast.Modules.Access.Contracts;
using Holdfast.Modules.Access.Domain;
using Holdfast.Modules.Access.Factors;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Holdfast.Platform.Modularity.Refusals;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Holdfast.Modules.Access.Features;

/// <param name="Token">As it was handed out.</param>
/// <param name="Password">The new one: 12 to 256 characters, not a common one.</param>
internal sealed record ResetPasswordRequest(string Token, string Password) : IRequest
{
    public Problem? Check() => Token.Length is 0 or > 256 ? AccessProblems.ResetInvalid : PasswordRules.Check(Password);
}

/// <summary>Gives somebody another password who has lost theirs and holds a single-use token. Their sessions end; they sign in with the new one.</summary>
internal sealed class ResetPassword(AccessDb db, PasswordDb resets, SignInRules rules, IServiceProvider services, RefusalLog refusals, TimeProvider time) : IFeature
{
    public static Admission Admission { get; } = Admission.OpenToAll("The token is the credential.");

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/auth/reset", (ResetPasswordRequest request, ResetPassword feature, OpContext op, CancellationToken ct) => feature.Handle(op, request, ct).ToEmpty())
        .TakesCredentials();

    public async Task<Result<Done>> Handle(OpContext op, ResetPasswordRequest request, CancellationToken ct)
    {
        var token = SingleUseToken.Hash(request.Token);
        if (await resets.OfReset(token, time.GetUtcNow(), ct) is not var (tenant, id)
            || await db.For(op with { Tenant = tenant }).User(op with { Tenant = tenant }, id, ct) is not { Status: UserStatus.Active } user)
        {
            refusals.Note(AccessProblems.ResetInvalid, op.Origin.Address);
            return AccessProblems.ResetInvalid;
        }

        var own = op with { Tenant = tenant, Principal = user.AsPrincipal() };
        if (rules.MustUseProvider(tenant, id.Value, user.Email))
        {
            return SingleSignOnProblems.Required;
        }

        await using var scope = services.OpenOp(own);
        var passwords = scope.ServiceProvider.GetRequiredService<NewPasswords>();
        var hash = await passwords.Hash(own, user.Username, user.Email, request.Password, ct);
        if (!hash.Succeeded)
        {
            return hash.Problem;
        }

        await using var change = db.ChangeFor(own);
        if (!await PasswordDb.TakeReset(change, id, token, ct))
        {
            return AccessProblems.ResetInvalid;
        }

        await passwords.Announce(change, user, PasswordChangedBy.Reset, null, ct);
        PasswordDb.Choose(change, user, hash.Value);
        SignInDb.Unlock(change, user.Email);
        return await change.Commit(Done.Value, ct);
    }
}
