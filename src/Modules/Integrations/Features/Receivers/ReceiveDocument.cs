using System.ComponentModel;
using Holdfast.Modules.Integrations.Contracts;
using Holdfast.Modules.Integrations.Feeding;
using Holdfast.Platform.Data;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Holdfast.Platform.Modularity.Refusals;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Holdfast.Modules.Integrations.Features.Receivers;

/// <summary>What became of a document.</summary>
/// <param name="Received">How many things it told of; ones that are known already included.</param>
/// <param name="Rejected">How many of its parts could not be read.</param>
internal sealed record DocumentView(int Received, int Rejected);

/// <summary>
/// Takes a document that a product posts. The token in the address says whose it is; the connector proves that it is the product's. A token that is nobody's
/// and one whose integration is gone answer alike. The same document again is the same alert.
/// </summary>
internal sealed class ReceiveDocument(ReceiversDb receivers, ITenantStates states, IServiceProvider services, RefusalLog refusals, IOptions<IntegrationsOptions> options, TimeProvider time) : IFeature
{
    private const int MaxHeaders = 100;
    private const int LargestDocument = 16 * 1024 * 1024;

    public static Admission Admission { get; } = Admission.OpenToAll("The token in the address and the product's own proof are the credential.").NotAudited("What comes in is kept as alerts; refusals are counted.");

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/inbound/{token}", ([Description("From the receiver, when it was made.")] string token, ReceiveDocument feature, OpContext op, HttpContext http, CancellationToken ct) => feature.Handle(op, token, http, ct).ToHttp())
        .TakesUpTo(LargestDocument);

    public async Task<Result<DocumentView>> Handle(OpContext op, string token, HttpContext http, CancellationToken ct)
    {
        if (!Receiver.Tokens.HasShape(token) || await receivers.OfToken(AddressToken.HashOf(token), ct) is not { } known)
        {
            refusals.Note(IntegrationsProblems.ReceiverNotFound, op.Origin.Address);
            return IntegrationsProblems.ReceiverNotFound;
        }

        if (states.Closed(known.Tenant) is not null)
        {
            return IntegrationsProblems.ReceiverNotFound;
        }

        if (await BoundedBody.Read(http.Request, options.Value.MaxDocumentBytes, ct) is not { } body)
        {
            return IntegrationsProblems.DocumentTooLarge;
        }

        var call = new InboundCall(known.Receiver.Inbound, Headers(http.Request), body);
        var ofTenant = op with { Tenant = known.Tenant, Principal = Principal.OfSystem(op.Operation), Reach = Reach.All };
        await using var scope = services.OpenOp(ofTenant);
        return await Take(ofTenant, known.Receiver, call, scope.ServiceProvider, ct);
    }

    private async Task<Result<DocumentView>> Take(OpContext op, Receiver receiver, InboundCall call, IServiceProvider scoped, CancellationToken ct)
    {
        if (await scoped.GetRequiredService<IntegrationsDb>().Anywhere(op, receiver.Integration, ct) is not { } integration)
        {
            return IntegrationsProblems.ReceiverNotFound;
        }

        var page = await scoped.GetRequiredService<ConnectorRunner>().Accept(op, integration, call, ct);
        if (!page.Succeeded)
        {
            await refusals.NoteOf(op, page.Problem, receiver.Id.Value, new AuditFact("integration-receiver", receiver.Id.Value, integration.Name) { Category = AuditCategory.ApiAccess, Path = integration.Place });
            return page.Problem;
        }

        var intake = scoped.GetRequiredService<Intake>();
        var items = await intake.Place(op, integration, page.Value, ct);
        await using var change = scoped.GetRequiredService<FeedsDb>().Bookkeeping();
        if (await FeedsDb.ForUpdate(change, integration.Id, receiver.Inbound, ct) is not { } feed)
        {
            return IntegrationsProblems.ReceiverNotFound;
        }

        await intake.Keep(change, integration, feed, items, page.Value.Rejected, ct);
        FeedsDb.Update(change, feed.Got(page.Value, time.GetUtcNow()));
        return await change.Commit(new DocumentView(page.Value.Items.Count, page.Value.Rejected.Count), ct);
    }

    private static Dictionary<string, string> Headers(HttpRequest request) =>
        request.Headers.Take(MaxHeaders).ToDictionary(h => h.Key, h => h.Value.ToString(), StringComparer.OrdinalIgnoreCase);
}
