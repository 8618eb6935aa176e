using Holdfast.Modules.Access.Addresses;
using Holdfast.Modules.Access.Domain;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Access.Features;

/// <summary>An address or network is like any other again.</summary>
internal sealed class DisallowAddress(AddressDb db) : IFeature
{
    public static Admission Admission { get; } = Admission.Requires(AccessPermissions.WriteSignIn);

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapDelete("/allowed-addresses/{id}", (AllowedAddressId id, DisallowAddress feature, OpContext op, CancellationToken ct) => feature.Handle(op, id, ct).ToEmpty());

    public async Task<Result<Done>> Handle(OpContext op, AllowedAddressId id, CancellationToken ct)
    {
        await using var change = db.Change();
        if (await AddressDb.AllowedForUpdate(change, id, ct) is not { } allowed)
        {
            return AccessProblems.AddressNotFound;
        }

        AddressDb.Delete(change, id);
        change.Audit(AllowedAddressView.Fact(allowed, null));
        return await change.Commit(Done.Value, ct);
    }
}
