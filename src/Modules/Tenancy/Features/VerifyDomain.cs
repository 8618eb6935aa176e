using Holdfast.Modules.Tenancy.Contracts;
using Holdfast.Modules.Tenancy.Domain;
using Holdfast.Modules.Tenancy.Domains;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Tenancy.Features;

/// <summary>Asks a domain whether it is the tenant's. From then on the tenant is found by it, and its people may be let in by it.</summary>
internal sealed class VerifyDomain(DomainDb db, DomainProofs proofs, VerifiedDomains verified, TimeProvider time) : IFeature
{
    public static Admission Admission { get; } = Admission.Requires(DomainPermissions.Write).ReachesOutside();

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/domains/{id}/verify", (DomainId id, VerifyDomain feature, OpContext op, CancellationToken ct) => feature.Handle(op, id, ct).ToHttp(DomainView.From));

    public async Task<Result<TenantDomain>> Handle(OpContext op, DomainId id, CancellationToken ct)
    {
        if (await db.Domain(op, id, ct) is not { } seen)
        {
            return DomainProblems.NotFound;
        }

        var says = await proofs.Says(seen, ct);
        if (says is not true)
        {
            return says is null ? DomainProblems.NoAnswer : DomainProblems.NotProved;
        }

        var now = time.GetUtcNow();
        await using var change = db.Change();
        if (await DomainDb.ForUpdate(change, id, ct) is not { } before)
        {
            return DomainProblems.NotFound;
        }

        var after = before.Asked(says: true, now);
        DomainDb.Update(change, after, now);
        change.Publish(new DomainVerified(id, after.Name));
        change.Audit(DomainView.Fact(DomainView.From(before), DomainView.From(after)));
        var proved = await change.Commit(after, ct);
        await verified.Refresh(CancellationToken.None);
        return proved;
    }
}
