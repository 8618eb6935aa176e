using Holdfast.Modules.Access.Authorization;
using Holdfast.Modules.Access.Contracts;
using Holdfast.Modules.Access.Domain;
using Holdfast.Modules.Access.Members;
using Holdfast.Modules.Tenancy.Contracts;
using Holdfast.Platform.Data;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;

namespace Holdfast.Modules.Access.Features;

/// <param name="Tenant">The id or slug of a tenant below the caller's own, or in which they are a guest; absent, or the own one: back home, and every visit of this session ends.</param>
internal sealed record SwitchRequest(string? Tenant = null);

/// <summary>Where the caller acts from now on.</summary>
/// <param name="Tenant">The tenant to name with the requests that follow: in the header X-Tenant, by its subdomain or by /t/{slug}.</param>
/// <param name="Access">How much the caller may do there; null at home and for guests, who have roles there.</param>
/// <param name="EndsAt">When the visit ends by itself; null at home and for guests.</param>
internal sealed record SwitchView(TenantOfSession Tenant, ProviderAccess? Access, DateTimeOffset? EndsAt);

/// <summary>
/// Opens a visit: the caller may act in a tenant below their own, in this session and for some hours, with what they may do on all of their own tenant,
/// as far as the visited one allows it. Both tenants' logs say so, and the visited one can end it. Who holds the platform's own role may act in any tenant so, with a fresh sign-in.
/// </summary>
internal sealed class Switch(VisitDb db, ITenants tenants, Visits visits, Rights rights, FreshSignIn fresh, IOptions<AccessOptions> options, TimeProvider time) : IFeature
{
    private const int MaxName = 100;

    public static Admission Admission { get; } = Admission.SignedIn;

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/auth/switch", (SwitchRequest request, Switch feature, OpContext op, CancellationToken ct) => feature.Handle(op, request, ct).ToHttp());

    public async Task<Result<SwitchView>> Handle(OpContext op, SwitchRequest request, CancellationToken ct)
    {
        var (home, now) = (op.AtHome(), time.GetUtcNow());
        await rights.Ready(home.Tenant, ct);
        var stale = op.Principal.IsSuperAdmin ? await fresh.Check(op, ct) : null;
        await using var change = db.ChangeAcross(home);
        var own = await tenants.Find(change, ct) ?? throw new InvalidOperationException($"The principal's tenant {home.Tenant} is not there.");
        var open = await VisitDb.OpenOf(change, home.Tenant, Session(op), now, ct);
        if (request.Tenant is null || request.Tenant == own.Slug || request.Tenant == own.Id.ToString())
        {
            open.ForEach(visit => visits.End(change, visit));
            return await change.Commit(new SwitchView(TenantOfSession.From(own), null, null), ct);
        }

        if (await AsGuest(change, op, request.Tenant, ct) is { } joined)
        {
            change.In(joined.Id).Audit(new AuditFact("guest", op.Principal.Id, op.Principal.Name) { Category = AuditCategory.Authentication, Pii = true });
            return await change.Commit(new SwitchView(TenantOfSession.From(joined), null, null), ct);
        }

        var mayEnter = rights.Reach(home, AccessPermissions.Enter.Name).Covers(ScopePath.Tenant);
        if (!mayEnter && !op.Principal.IsSuperAdmin)
        {
            return OperationProblems.Forbidden(AccessPermissions.Enter.Name);
        }

        var below = request.Tenant.Length > MaxName || !mayEnter ? null : await tenants.FindBelow(change, request.Tenant, ct);
        var isByPlatform = below is null && op.Principal.IsSuperAdmin && request.Tenant.Length <= MaxName;
        if (isByPlatform)
        {
            if (stale is not null)
            {
                return stale;
            }

            below = await tenants.FindForPlatform(change, request.Tenant, ct);
        }

        if (below is null)
        {
            return AccessProblems.NoTenantBelow;
        }

        if (below.Access == ProviderAccess.None)
        {
            return AccessProblems.VisitRefused;
        }

        open.Where(visit => visit.Tenant == below.Tenant.Id).ToList().ForEach(visit => visits.End(change, visit));
        var made = new Visit(
            below.Tenant.Id, Id.New<VisitId>(time), home.Tenant, own.Name, op.Principal.Id!.Value, op.Principal.Name, op.Principal.Email ?? "", Session(op), below.Access,
            now, now + options.Value.VisitLength, null, isByPlatform);
        VisitDb.Insert(change, made);
        change.SayInBoth(made.Home, made.Tenant, new VisitOpened(made.Id.Value, made.User, made.UserName, made.Home, made.Tenant, made.Access, made.EndsAt), VisitView.Fact(null, VisitView.From(made)));
        return await change.Commit(new SwitchView(TenantOfSession.From(below.Tenant), made.Access, made.EndsAt), ct);
    }

    // Whoever is a member acts there with the roles that they have in it, for as long as they are one.
    private async Task<TenantSummary?> AsGuest(Change across, OpContext op, string name, CancellationToken ct) =>
        name.Length <= MaxName && await tenants.Find(across, name, ct) is { } named
        && await MemberDb.Guest(across, named.Id, UserId.From(op.Principal.Id!.Value), ct) is { } guest && guest.Home == op.Principal.Home ? named : null;

    private static Guid Session(OpContext op) => op.Principal.CredentialId ?? throw new InvalidOperationException("A person has a session.");
}
