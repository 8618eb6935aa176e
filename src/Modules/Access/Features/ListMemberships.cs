using Holdfast.Modules.Access.Contracts;
using Holdfast.Modules.Access.Members;
using Holdfast.Modules.Tenancy.Contracts;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Access.Features;

/// <summary>A tenant in which the caller is a guest.</summary>
/// <param name="Tenant">Which: named with requests in the header X-Tenant, by its subdomain or by /t/{slug}.</param>
/// <param name="JoinedAt">Since when.</param>
internal sealed record MembershipView(TenantOfSession Tenant, DateTimeOffset JoinedAt);

/// <summary>Where somebody is a guest.</summary>
/// <param name="Items">All of them, 50 at most, the longest standing first.</param>
internal sealed record MembershipsView(IReadOnlyList<MembershipView> Items);

/// <summary>The tenants in which the caller is a guest, beside their own.</summary>
internal sealed class ListMemberships(MemberDb db, ITenants tenants) : IFeature
{
    public static Admission Admission { get; } = Admission.SignedIn.Reads();

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/auth/memberships", (ListMemberships feature, OpContext op, CancellationToken ct) => feature.Handle(op, ct).ToHttp());

    public async Task<Result<MembershipsView>> Handle(OpContext op, CancellationToken ct)
    {
        var guests = await db.OfPerson(op.Principal.Home, UserId.From(op.Principal.Id!.Value), ct);
        var named = (await tenants.Named([.. guests.Select(g => g.Tenant)], ct)).ToDictionary(t => t.Id);
        return new MembershipsView([.. guests.Where(g => named.ContainsKey(g.Tenant)).Select(g => new MembershipView(TenantOfSession.From(named[g.Tenant]), g.JoinedAt))]);
    }
}
