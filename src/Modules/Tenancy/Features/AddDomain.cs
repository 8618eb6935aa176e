using System.Buffers.Text;
using System.Security.Cryptography;
using Holdfast.Modules.Tenancy.Contracts;
using Holdfast.Modules.Tenancy.Domain;
using Holdfast.Modules.Tenancy.Domains;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Holdfast.Platform.Modularity.Quotas;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Tenancy.Features;

/// <param name="Name">Such as example.com.</param>
internal sealed record AddDomainRequest(string Name) : IRequest
{
    public Problem? Check() => Name.Length <= 1000 && TenantDomain.Normalize(Name) is not null ? null : DomainProblems.BadName;
}

/// <summary>Adds a domain to the tenant's list, with what the domain has to say until it is the tenant's.</summary>
internal sealed class AddDomain(DomainDb db, Quotas quotas, TimeProvider time) : IFeature
{
    private const int TokenBytes = 24;

    public static Admission Admission { get; } = Admission.Requires(DomainPermissions.Write);

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/domains", (AddDomainRequest request, AddDomain feature, OpContext op, CancellationToken ct) =>
            feature.Handle(op, request, ct).ToCreated(DomainView.From, view => $"/api/domains/{view.Id}"));

    public async Task<Result<TenantDomain>> Handle(OpContext op, AddDomainRequest request, CancellationToken ct)
    {
        var token = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(TokenBytes));
        var domain = new TenantDomain(op.Tenant, Id.New<DomainId>(time), TenantDomain.Normalize(request.Name)!, token, DomainState.Pending, null, null, null, time.GetUtcNow());
        await using var change = db.Change();
        if (await quotas.Take(change, DomainDb.Quota, 1, ct) is { } exceeded)
        {
            return exceeded;
        }

        DomainDb.Insert(change, domain);
        change.Audit(DomainView.Fact(null, DomainView.From(domain)));
        return await change.Commit(domain, ct);
    }
}
