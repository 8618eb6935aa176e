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

/// <summary>One domain.</summary>
internal sealed class GetDomain(DomainDb db) : IFeature
{
    public static Admission Admission { get; } = Admission.Requires(DomainPermissions.Read);

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/domains/{id}", (DomainId id, GetDomain feature, OpContext op, CancellationToken ct) => feature.Handle(op, id, ct).ToHttp(DomainView.From));

    public async Task<Result<TenantDomain>> Handle(OpContext op, DomainId id, CancellationToken ct) => await db.Domain(op, id, ct) is { } found ? found : DomainProblems.NotFound;
}
