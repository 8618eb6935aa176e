using Holdfast.Modules.Access.Addresses;
using Holdfast.Platform.Data;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Access.Features;

/// <summary>An address from which nobody may try a password for now.</summary>
/// <param name="Address">An IPv4 address, or the first address of an IPv6 network of 64 bits.</param>
/// <param name="Attempts">How often the tenant's own accounts were tried from there in vain.</param>
/// <param name="LastAt">When they last were.</param>
/// <param name="BlockedUntil">Until when.</param>
/// <param name="ReleasedUntil">Until when the tenant's own accounts may be tried from there all the same; null when they may not.</param>
internal sealed record BlockedAddressView(string Address, int Attempts, DateTimeOffset LastAt, DateTimeOffset BlockedUntil, DateTimeOffset? ReleasedUntil)
{
    public static BlockedAddressView From(SeenAddress seen) => new(seen.Network, seen.Attempts, seen.LastAt, seen.BlockedUntil, seen.ReleasedUntil);

    public static AuditFact Fact(SeenAddress before, SeenAddress after) =>
        AuditFact.Of("address", after.Id, after.Network, From(before), From(after)) with { Category = AuditCategory.SystemConfig, Severity = AuditSeverity.Warning };
}

/// <summary>Addresses from which nobody may try a password for now, of those that tried the tenant's own accounts.</summary>
internal sealed class ListBlockedAddresses(AddressDb db, TimeProvider time) : IFeature
{
    public static Admission Admission { get; } = Admission.Requires(AccessPermissions.ReadSignIn);

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/blocked-addresses", (PageQuery page, ListBlockedAddresses feature, OpContext op, CancellationToken ct) => feature.Handle(op, page.Request, ct).ToHttp(BlockedAddressView.From));

    public async Task<Result<Page<SeenAddress>>> Handle(OpContext op, PageRequest page, CancellationToken ct) =>
        page.Cut(await db.Seen(op, page, time.GetUtcNow(), ct), seen => seen.Id);
}
