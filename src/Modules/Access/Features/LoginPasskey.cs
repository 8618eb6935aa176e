using Holdfast.Modules.Access.Contracts;
using Holdfast.Modules.Access.Domain;
using Holdfast.Modules.Access.Factors;
using Holdfast.Platform.Data;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Holdfast.Platform.Modularity.Refusals;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Access.Features;

/// <param name="Passkey">The answer of the person's authenticator.</param>
/// <param name="RefreshTokenIn">BODY unless a browser asks for the cookie.</param>
internal sealed record LoginPasskeyRequest(PasskeyProof Passkey, RefreshTokenIn RefreshTokenIn = RefreshTokenIn.Body);

/// <summary>Signs a person in by a passkey alone: the authenticator made sure who uses it, so that it stands for two factors.</summary>
internal sealed class LoginPasskey(Passkeys passkeys, SignIns signIns, RefusalLog refusals, TimeProvider time) : IFeature
{
    public static Admission Admission { get; } = Admission.OpenToAll("The passkey is the credential.");

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/auth/login/passkey", (LoginPasskeyRequest request, LoginPasskey feature, OpContext op, HttpContext http, CancellationToken ct) =>
            feature.Handle(op, request, http, ct).ToHttp(tokens => tokens.Deliver(http, request.RefreshTokenIn)))
        .TakesCredentials();

    public async Task<Result<SessionTokens>> Handle(OpContext op, LoginPasskeyRequest request, HttpContext http, CancellationToken ct)
    {
        var (verified, named) = await passkeys.Verify(op, http, request.Passkey, alone: true);
        if (verified is not { User: { Status: UserStatus.Active } user })
        {
            await Refuse(op, named);
            return AccessProblems.PasskeyRefused;
        }

        var opened = await signIns.Open(
            op, user, verified.Methods, async change => await PasskeyDb.Use(change, verified, time.GetUtcNow(), ct) ? null : AccessProblems.PasskeyRefused, null, RefreshCookie.Read(http), ct);
        if (opened.Problem == AccessProblems.PasskeyRefused)
        {
            await Refuse(op, user);
        }

        return opened;
    }

    private async Task Refuse(OpContext op, User? named)
    {
        if (named is null)
        {
            refusals.Note(AccessProblems.PasskeyRefused, op.Origin.Address);
            return;
        }

        await refusals.NoteOf(
            op with { Tenant = named.Tenant }, AccessProblems.PasskeyRefused, named.Id.Value, new AuditFact("user", named.Id.Value, named.Username) { Category = AuditCategory.Authentication });
    }
}
