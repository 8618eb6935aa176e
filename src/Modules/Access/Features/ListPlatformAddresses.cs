using Holdfast.Modules.Access.Addresses;
using Holdfast.Modules.Access.Contracts;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Access.Features;

/// <summary>A network from which nobody may try a password for now, whoever's account it is.</summary>
/// <param name="Address">An IPv4 address, or the first address of an IPv6 network of 64 bits.</param>
/// <param name="Failures">How many sign-ins from there failed, over all accounts.</param>
/// <param name="LastAt">When the last one did.</param>
/// <param name="BlockedUntil">Until when.</param>
internal sealed record PlatformAddressView(string Address, int Failures, DateTimeOffset LastAt, DateTimeOffset BlockedUntil)
{
    public static PlatformAddressView From(BlockedAddress blocked) => new(blocked.Network, blocked.Failures, blocked.LastAt, blocked.BlockedUntil);
}

/// <summary>Networks.</summary>
/// <param name="Items">Those that wait longest first, at most 1,000.</param>
internal sealed record PlatformAddressesView(IReadOnlyList<PlatformAddressView> Items);

/// <summary>All addresses from which nobody may try a password for now.</summary>
internal sealed class ListPlatformAddresses(AddressDb db, TimeProvider time) : IFeature
{
    private const int Most = 1000;

    public static Admission Admission { get; } = Admission.Platform.Reads();

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/platform/blocked-addresses", (ListPlatformAddresses feature, CancellationToken ct) => feature.Handle(ct).ToHttp(view => view));

    public async Task<Result<PlatformAddressesView>> Handle(CancellationToken ct) => new PlatformAddressesView([.. (await db.Blocked(time.GetUtcNow(), Most, ct)).Select(PlatformAddressView.From)]);
}
