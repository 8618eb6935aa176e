using Holdfast.Modules.Access.Contracts;
using Holdfast.Modules.Access.Domain;
using Holdfast.Modules.Access.Members;
using Holdfast.Modules.Tenancy.Contracts;
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
internal sealed record JoinTenantRequest(string Token) : IRequest
{
    public Problem? Check() => Token.Length is 0 or > 256 ? MemberProblems.TokenInvalid : null;
}

/// <summary>The caller accepts an invitation that was sent to their address, and is a guest in that tenant from then on: they name it with the requests that are meant for it.</summary>
internal sealed class JoinTenant(InvitationDb db, MemberDb members, ITenantStates states, IServiceProvider services, RefusalLog refusals, TimeProvider time) : IFeature
{
    public static Admission Admission { get; } = Admission.SignedIn;

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/auth/memberships", (JoinTenantRequest request, JoinTenant feature, OpContext op, CancellationToken ct) =>
            feature.Handle(op, request, ct).ToHttp())
        .TakesCredentials();

    public async Task<Result<MembershipView>> Handle(OpContext op, JoinTenantRequest request, CancellationToken ct)
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

        if (!string.Equals(invitation.Email, op.Principal.Email, StringComparison.OrdinalIgnoreCase))
        {
            return MemberProblems.OtherAddress;
        }

        var (user, home) = (UserId.From(op.Principal.Id!.Value), op.Principal.Home);
        var there = op with { Tenant = invitation.Tenant };
        await using var scope = services.OpenOp(there);
        var joining = scope.ServiceProvider.GetRequiredService<Joining>();
        if (await joining.Place(there, invitation, ct) is not { } place || await scope.ServiceProvider.GetRequiredService<ITenants>().Find(there, ct) is not { } tenant)
        {
            return MemberProblems.TokenInvalid;
        }

        await using var change = members.ChangeAcross(there);
        if ((await joining.Hold(change, token, place, ct)).Fails(out var held, out var problem))
        {
            return problem;
        }

        var guest = new Guest(there.Tenant, user, home, op.Principal.Name, invitation.Email, false, time.GetUtcNow());
        // Whoever has got an account there in the meantime, or is a guest by another invitation, gets the role alone.
        if (home != there.Tenant && await MemberDb.Guest(change, there.Tenant, user, ct) is null)
        {
            if ((await MemberDb.OfPerson(change, home, user, ct)).Count >= Guest.MostOfOne)
            {
                return MemberProblems.TooManyTenants;
            }

            if (await scope.ServiceProvider.GetRequiredService<Quotas>().Take(change, AccessDb.Seats, 1, ct) is { } full)
            {
                return full;
            }

            Guests.Join(change, guest);
        }

        await joining.Accept(change, held, user, op.Principal.Name, ct);
        return await change.Commit(new MembershipView(TenantOfSession.From(tenant), guest.JoinedAt), ct);
    }
}
