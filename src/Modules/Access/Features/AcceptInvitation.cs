using Holdfast.Modules.Access.Contracts;
using Holdfast.Modules.Access.Domain;
using Holdfast.Modules.Access.Members;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Holdfast.Platform.Modularity.Quotas;
using Holdfast.Platform.Modularity.Refusals;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Holdfast.Modules.Access.Features;

/// <param name="Token">As it stands in the mail, after the <c>#</c>.</param>
/// <param name="Username">2 to 64 characters, unique in the tenant.</param>
/// <param name="Password">12 to 256 characters, not a common one.</param>
internal sealed record AcceptInvitationRequest(string Token, string Username, string Password) : IRequest
{
    public Problem? Check() => Token.Length is 0 or > 256 ? MemberProblems.TokenInvalid : Identity.CheckUsername(Username) ?? PasswordRules.Check(Password, Username);
}

/// <summary>Makes the account of somebody who was invited and has none yet. They sign in with it then.</summary>
internal sealed class AcceptInvitation(AccessDb users, InvitationDb db, ITenantStates states, IServiceProvider services, RefusalLog refusals, TimeProvider time) : IFeature
{
    public static Admission Admission { get; } = Admission.OpenToAll("The token is the credential: it came by mail to the address that gets the account.");

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/auth/invitations/accept", (AcceptInvitationRequest request, AcceptInvitation feature, OpContext op, CancellationToken ct) =>
            feature.Handle(op, request, ct).ToCreated(UserView.From, view => $"/api/users/{view.Id}"))
        .TakesCredentials();

    public async Task<Result<User>> Handle(OpContext op, AcceptInvitationRequest request, CancellationToken ct)
    {
        var token = SingleUseToken.Hash(request.Token);
        if (await db.OfToken(token, time.GetUtcNow(), ct) is not { } invitation)
        {
            refusals.Note(MemberProblems.TokenInvalid, op.Origin.Address);
            return MemberProblems.TokenInvalid;
        }

        if (states.Closed(invitation.Tenant) is { } closed)
        {
            return closed;
        }

        if (await users.UserByEmail(invitation.Email, ct) is not null)
        {
            return MemberProblems.HasAccount;
        }

        var (id, now) = (Id.New<UserId>(time), time.GetUtcNow());
        var own = op with { Tenant = invitation.Tenant, Principal = new Principal(PrincipalKind.User, id.Value, request.Username.Trim(), invitation.Email) { Home = invitation.Tenant } };
        await using var scope = services.OpenOp(own);
        var hash = await scope.ServiceProvider.GetRequiredService<NewPasswords>().Hash(own, request.Username, invitation.Email, request.Password, ct);
        if (!hash.Succeeded)
        {
            return hash.Problem;
        }

        var joining = scope.ServiceProvider.GetRequiredService<Joining>();
        if (await joining.Place(own, invitation, ct) is not { } place)
        {
            return MemberProblems.TokenInvalid;
        }

        await using var change = users.ChangeFor(own);
        if ((await joining.Hold(change, token, place, ct)).Fails(out var held, out var problem))
        {
            return problem;
        }

        if (await scope.ServiceProvider.GetRequiredService<Quotas>().Take(change, AccessDb.Seats, 1, ct) is { } full)
        {
            return full;
        }

        var onAll = held.Invitation.Scope.Level == ScopeLevel.Tenant ? held.Invitation.Role : null;
        var user = new User(own.Tenant, id, request.Username.Trim(), held.Invitation.Email, onAll, UserStatus.Active, hash.Value, null, 1, now);
        AccessDb.Insert(change, user);
        change.Publish(new UserCreated(user.Id, user.Username, user.Role));
        change.Audit(UserView.Fact(null, UserView.From(user)));
        await joining.Accept(change, held, user.Id, user.Username, ct);
        return await change.Commit(user, ct);
    }
}
