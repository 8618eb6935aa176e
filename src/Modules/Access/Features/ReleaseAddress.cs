using System.ComponentModel;
using System.Net;
using Holdfast.Modules.Access.Addresses;
using Holdfast.Modules.Access.Domain;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Access.Features;

/// <summary>Lets the tenant's own accounts be tried again from an address that is blocked. For the accounts of others it stays blocked.</summary>
internal sealed class ReleaseAddress(AddressDb db, FreshSignIn fresh, TimeProvider time) : IFeature
{
    public static Admission Admission { get; } = Admission.Requires(AccessPermissions.WriteSignIn);

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapDelete("/blocked-addresses/{address}", ([Description("As it is listed, or any address of its network.")] string address, ReleaseAddress feature, OpContext op, CancellationToken ct) =>
            feature.Handle(op, address, ct).ToEmpty());

    public async Task<Result<Done>> Handle(OpContext op, string address, CancellationToken ct)
    {
        if (await fresh.Check(op, ct) is { } again)
        {
            return again;
        }

        if (!IPAddress.TryParse(address, out var parsed))
        {
            return AccessProblems.AddressNotBlocked;
        }

        await using var change = db.Change();
        if (await AddressDb.SeenForUpdate(change, Guess.NetworkOf(parsed), time.GetUtcNow(), ct) is not { } seen)
        {
            return AccessProblems.AddressNotBlocked;
        }

        AddressDb.Release(change, seen);
        change.Audit(BlockedAddressView.Fact(seen, seen with { ReleasedUntil = seen.BlockedUntil }));
        return await change.Commit(Done.Value, ct);
    }
}
