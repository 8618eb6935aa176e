using Holdfast.Modules.Access.Addresses;
using Holdfast.Modules.Access.Domain;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Access.Features;

/// <param name="Network">An address, or the first address of a network with its length: at least /8 of IPv4, /32 of IPv6.</param>
/// <param name="Note">For people: whose it is; up to 100 characters.</param>
internal sealed record AllowAddressRequest(string Network, string Note = "") : IRequest
{
    public Problem? Check() => AllowedAddress.Parse(Network) is null ? AccessProblems.BadAllowedAddress : AllowedAddress.CheckNote(Note);
}

/// <summary>Lets the tenant's own accounts always be tried from an address or network. Guesses at one account are counted all the same, and others' accounts are not touched by it.</summary>
internal sealed class AllowAddress(AddressDb db, FreshSignIn fresh, TimeProvider time) : IFeature
{
    public static Admission Admission { get; } = Admission.Requires(AccessPermissions.WriteSignIn);

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/allowed-addresses", (AllowAddressRequest request, AllowAddress feature, OpContext op, CancellationToken ct) =>
            feature.Handle(op, request, ct).ToCreated(AllowedAddressView.From, _ => "/api/allowed-addresses"));

    public async Task<Result<AllowedAddress>> Handle(OpContext op, AllowAddressRequest request, CancellationToken ct)
    {
        if (await fresh.Check(op, ct) is { } again)
        {
            return again;
        }

        await using var change = db.Change();
        if (await AddressDb.CountAllowed(change, ct) >= AllowedAddress.MaxPerTenant)
        {
            return AccessProblems.TooManyAllowedAddresses;
        }

        var made = new AllowedAddress(Id.New<AllowedAddressId>(time), AllowedAddress.Parse(request.Network)!.Value, request.Note.Trim(), op.Principal.Id, time.GetUtcNow());
        AddressDb.Insert(change, made);
        change.Audit(AllowedAddressView.Fact(null, made));
        return await change.Commit(made, ct);
    }
}
