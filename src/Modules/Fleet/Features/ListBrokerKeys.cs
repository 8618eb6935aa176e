using Holdfast.Modules.Fleet.Contracts;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Fleet.Features;

/// <summary>A key of the broker's operator or accounts, without its private half.</summary>
/// <param name="Kind">OPERATOR, SYSTEM and ACCOUNT are identities; those that end in SIGNING sign in their place.</param>
/// <param name="PublicKey">The public half.</param>
/// <param name="State">NEXT, CURRENT or RETIRING.</param>
/// <param name="Since">Since when it is in that state.</param>
/// <param name="RetireAt">When what it signed holds no more, of a retiring one.</param>
/// <param name="IsDue">Whether another is about to take its place.</param>
internal sealed record BrokerKeyView(string Kind, string PublicKey, string State, DateTimeOffset Since, DateTimeOffset? RetireAt, bool IsDue);

/// <summary>The broker's keys.</summary>
/// <param name="Items">By kind and state.</param>
internal sealed record BrokerKeysView(IReadOnlyList<BrokerKeyView> Items);

/// <summary>The keys of the broker's operator and accounts, and how they stand. They are rotated by themselves, and by the operator on the server's own machine.</summary>
internal sealed class ListBrokerKeys(IBrokerKeys keys) : IFeature
{
    public static Admission Admission { get; } = Admission.Platform.Reads();

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/platform/broker-keys", (ListBrokerKeys feature, CancellationToken ct) => feature.Handle(ct).ToHttp(view => view));

    public async Task<Result<BrokerKeysView>> Handle(CancellationToken ct) =>
        new BrokerKeysView([.. (await keys.List(withRetired: false, ct)).Select(k => new BrokerKeyView(k.Kind, k.PublicKey, k.State, k.Since, k.RetireAt, k.IsDue))]);
}
