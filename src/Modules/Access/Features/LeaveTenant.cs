using Holdfast.Modules.Access.Contracts;
using Holdfast.Modules.Access.Members;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Access.Features;

/// <summary>The caller is a guest in a tenant no longer.</summary>
internal sealed class LeaveTenant(MemberDb db) : IFeature
{
    public static Admission Admission { get; } = Admission.SignedIn;

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapDelete("/auth/memberships/{tenantId}", (TenantId tenantId, LeaveTenant feature, OpContext op, CancellationToken ct) => feature.Handle(op, tenantId, ct).ToEmpty());

    public async Task<Result<Done>> Handle(OpContext op, TenantId tenant, CancellationToken ct)
    {
        await using var change = db.ChangeAcross(op.AtHome());
        if (await MemberDb.Guest(change, tenant, UserId.From(op.Principal.Id!.Value), ct) is not { } guest)
        {
            return MemberProblems.MemberNotFound;
        }

        await Guests.Leave(change, guest, ct);
        return await change.Commit(Done.Value, ct);
    }
}
