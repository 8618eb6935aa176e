using Holdfast.Modules.Tenancy.Contracts;
using Holdfast.Modules.Tenancy.Domains;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Holdfast.Platform.Modularity.Quotas;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Tenancy.Features;

/// <summary>Takes a domain away from the tenant's. Whoever came in by it stays.</summary>
internal sealed class RemoveDomain(DomainDb db, VerifiedDomains verified, IEnumerable<IDomainUse> uses) : IFeature
{
    public static Admission Admission { get; } = Admission.Requires(DomainPermissions.Write);

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapDelete("/domains/{id}", (DomainId id, IfMatch match, RemoveDomain feature, OpContext op, CancellationToken ct) => feature.Handle(op, id, match, ct).ToEmpty());

    public async Task<Result<Done>> Handle(OpContext op, DomainId id, IfMatch match, CancellationToken ct)
    {
        await using var change = db.Change();
        if ((await match.Take(DomainDb.ForUpdate(change, id, ct), DomainProblems.NotFound)).Fails(out var domain, out var problem))
        {
            return problem;
        }

        foreach (var use in uses)
        {
            use.End(change, id);
        }

        DomainDb.Delete(change, domain);
        await Quotas.Return(change, DomainDb.Quota, 1, ct);
        change.Publish(new DomainRemoved(id, domain.Name));
        change.Audit(DomainView.Fact(DomainView.From(domain), null));
        var removed = await change.Commit(Done.Value, ct);
        await verified.Refresh(CancellationToken.None);
        return removed;
    }
}
