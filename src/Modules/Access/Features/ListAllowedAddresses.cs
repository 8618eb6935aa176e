using Holdfast.Modules.Access.Addresses;
using Holdfast.Modules.Access.Domain;
using Holdfast.Platform.Data;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Access.Features;

/// <summary>An address or network from which the tenant's own accounts may always be tried.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Network">In CIDR notation.</param>
/// <param name="Note">For people: whose it is.</param>
/// <param name="CreatedBy">Who said so; null when nobody in particular.</param>
/// <param name="CreatedAt">When.</param>
internal sealed record AllowedAddressView(AllowedAddressId Id, string Network, string Note, Guid? CreatedBy, DateTimeOffset CreatedAt)
{
    public static AllowedAddressView From(AllowedAddress allowed) => new(allowed.Id, allowed.Network.ToString(), allowed.Note, allowed.CreatedBy, allowed.CreatedAt);

    public static AuditFact Fact(AllowedAddress? before, AllowedAddress? after) =>
        AuditFact.Of("allowed_address", (after ?? before)!.Id.Value, (after ?? before)!.Network.ToString(), before is null ? null : From(before), after is null ? null : From(after)) with
        {
            Category = AuditCategory.SystemConfig, Severity = AuditSeverity.Warning,
        };
}

/// <summary>Addresses and networks from which the tenant's own accounts may always be tried, newest first.</summary>
internal sealed class ListAllowedAddresses(AddressDb db) : IFeature
{
    public static Admission Admission { get; } = Admission.Requires(AccessPermissions.ReadSignIn);

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/allowed-addresses", (PageQuery page, ListAllowedAddresses feature, OpContext op, CancellationToken ct) => feature.Handle(op, page.Request, ct).ToHttp(AllowedAddressView.From));

    public async Task<Result<Page<AllowedAddress>>> Handle(OpContext op, PageRequest page, CancellationToken ct) => page.Cut(await db.Allowed(op, page, ct), allowed => allowed.Id.Value);
}
