using Holdfast.Modules.Access.Members;
using Holdfast.Modules.Tenancy.Contracts;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Holdfast.Platform.Modularity.Refusals;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Holdfast.Modules.Access.Features;

/// <param name="Token">As it stands in the mail, after the <c>#</c>.</param>
internal sealed record LookAtInvitationRequest(string Token) : IRequest
{
    public Problem? Check() => Token.Length is 0 or > 256 ? MemberProblems.TokenInvalid : null;
}

/// <summary>What somebody is invited to.</summary>
/// <param name="TenantName">Which tenant.</param>
/// <param name="Email">Whose invitation it is.</param>
/// <param name="InvitedByName">Who asks them in.</param>
/// <param name="RoleName">What they will be.</param>
/// <param name="HasAccount">Whether there is an account of the address: it is signed in with then, and otherwise made.</param>
/// <param name="ExpiresAt">Until when it is good.</param>
internal sealed record InvitationLook(string TenantName, string Email, string InvitedByName, string RoleName, bool HasAccount, DateTimeOffset ExpiresAt);

/// <summary>Says to who holds an invitation what it is.</summary>
internal sealed class LookAtInvitation(InvitationDb db, AccessDb users, IServiceProvider services, RefusalLog refusals, TimeProvider time) : IFeature
{
    public static Admission Admission { get; } = Admission.OpenToAll("The token is the credential.").Reads();

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/auth/invitations/look", (LookAtInvitationRequest request, LookAtInvitation feature, OpContext op, CancellationToken ct) => feature.Handle(op, request, ct).ToHttp())
        .TakesCredentials();

    public async Task<Result<InvitationLook>> Handle(OpContext op, LookAtInvitationRequest request, CancellationToken ct)
    {
        if (await db.OfToken(SingleUseToken.Hash(request.Token), time.GetUtcNow(), ct) is not { } invitation)
        {
            refusals.Note(MemberProblems.TokenInvalid, op.Origin.Address);
            return MemberProblems.TokenInvalid;
        }

        await using var scope = services.OpenOp(op with { Tenant = invitation.Tenant });
        var there = op with { Tenant = invitation.Tenant };
        return await scope.ServiceProvider.GetRequiredService<ITenants>().Find(there, ct) is { } tenant
            && (await scope.ServiceProvider.GetRequiredService<RoleDb>().Book(there, ct)) is var book && book.Has(invitation.Role)
                ? new InvitationLook(
                    tenant.Name, invitation.Email, invitation.InvitedByName, book.NameOf(invitation.Role), await users.UserByEmail(invitation.Email, ct) is not null, invitation.ExpiresAt)
                : MemberProblems.TokenInvalid;
    }
}
