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

/// <summary>Forgets what is held against an address, or the network of 64 bits that it is of: all accounts may be tried from there again.</summary>
internal sealed class ReleasePlatformAddress(AddressDb db) : IFeature
{
    public static Admission Admission { get; } = Admission.Platform;

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapDelete("/platform/blocked-addresses/{address}", ([Description("As it is listed, or any address of its network.")] string address, ReleasePlatformAddress feature, CancellationToken ct) =>
            feature.Handle(address, ct).ToEmpty());

    public async Task<Result<Done>> Handle(string address, CancellationToken ct) =>
        IPAddress.TryParse(address, out var parsed) && await db.ForgetNetwork(Guess.NetworkOf(parsed), ct) ? Done.Value : AccessProblems.AddressNotBlocked;
}
