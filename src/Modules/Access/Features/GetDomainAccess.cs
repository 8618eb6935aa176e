using Holdfast.Modules.Access.Domain;
using Holdfast.Modules.Access.Members;
using Holdfast.Modules.Tenancy.Contracts;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Access.Features;

/// <summary>What people whose mail address is of a domain of the tenant's may do by themselves.</summary>
internal sealed class GetDomainAccess(DomainAccessDb db, IDomains domains) : IFeature
{
    public static Admission Admission { get; } = Admission.Requires(MemberPermissions.Read);

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/domains/{id}/access", (DomainId id, GetDomainAccess feature, OpContext op, CancellationToken ct) => feature.Handle(op, id, ct).ToHttp(DomainAccessView.From));

    public async Task<Result<DomainAccess>> Handle(OpContext op, DomainId id, CancellationToken ct) =>
        await domains.Name(op, id, ct) is null ? MemberProblems.DomainNotFound : await db.Access(op, id, ct);
}
