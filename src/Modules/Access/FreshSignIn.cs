using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity.Operations;
using Microsoft.Extensions.Options;

namespace Holdfast.Modules.Access;

/// <summary>Asks for more than a session where much is at stake: the person has to have proved a moment ago who they are.</summary>
internal sealed class FreshSignIn(SessionDb db, IOptions<AccessOptions> options, TimeProvider time)
{
    /// <summary>Null when the caller has just signed in, or has just given the password again. Only people can.</summary>
    public async Task<Problem?> Check(OpContext op, CancellationToken ct) =>
        op.Principal.Kind != PrincipalKind.User ? OperationProblems.WrongPrincipal
        : op.Origin.SessionId is { } session && await db.AuthenticatedAt(op.AtHome(), session, ct) is { } at && time.GetUtcNow() - at < options.Value.FreshSignIn
            ? null
            : AccessProblems.SignInNotFresh;
}
