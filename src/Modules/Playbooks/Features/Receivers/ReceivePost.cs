using System.ComponentModel;
using Holdfast.Modules.Playbooks.Running;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Holdfast.Platform.Modularity.Refusals;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Holdfast.Modules.Playbooks.Features.Receivers;

/// <summary>What became of what was posted.</summary>
/// <param name="Started">Whether it starts a run: of the same delivery, sent again, there is one. False where the playbook's condition is not so.</param>
internal sealed record PostedView(bool Started);

/// <summary>
/// Takes JSON that somebody outside posts to start a playbook. The token in the address says whose it is; a signature or the secret itself proves that they may.
/// An address of nobody, one of a playbook that is not published or has no webhook trigger and one of a closed tenant answer alike, and so do all bad proofs.
/// </summary>
internal sealed class ReceivePost(ReceiversDb receivers, ITenantStates states, IServiceProvider services, RefusalLog refusals) : IFeature
{
    private const int LargestBody = 256 * 1024;

    public static Admission Admission { get; } = Admission.OpenToAll("The token in the address and the signature or secret are the credential.");

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/inbound/playbooks/{token}", ([Description("From the playbook's receiver, when it was made.")] string token, ReceivePost feature, OpContext op, HttpContext http, CancellationToken ct) =>
            feature.Handle(op, token, http, ct).ToHttp())
        .TakesUpTo(LargestBody);

    public async Task<Result<PostedView>> Handle(OpContext op, string token, HttpContext http, CancellationToken ct)
    {
        if (!PlaybookReceiver.Tokens.HasShape(token) || await receivers.OfToken(AddressToken.HashOf(token), ct) is not { } known || states.Closed(known.Tenant) is not null)
        {
            refusals.Note(PlaybooksProblems.ReceiverNotFound, op.Origin.Address);
            return PlaybooksProblems.ReceiverNotFound;
        }

        if (await BoundedBody.Read(http.Request, LargestBody, ct) is not { } body)
        {
            return PlaybooksProblems.BodyTooLarge;
        }

        var ofTenant = op with { Tenant = known.Tenant, Principal = Principal.OfSystem(op.Operation), Reach = Reach.All };
        await using var scope = services.OpenOp(ofTenant);
        return await scope.ServiceProvider.GetRequiredService<PostedRuns>().Start(known.Receiver, new Post(http.Request, body), ct);
    }
}
