using System.Security.Cryptography;
using System.Text;
using Holdfast.Modules.Playbooks.Contracts;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Playbooks.Features.Receivers;

/// <param name="KeepAddress">Whether only the secret is new, and the address stays.</param>
internal sealed record RenewPlaybookReceiverRequest(bool KeepAddress = false);

/// <summary>Makes the address and the secret with which others start a playbook that has a webhook trigger; what was made before is worth nothing from then on.</summary>
internal sealed class RenewPlaybookReceiver(PlaybooksDb playbooks, ReceiversDb db, ISealer sealer, TimeProvider time) : IFeature
{
    public static Admission Admission { get; } = Admission.Within(PlaybooksPermissions.Publish);

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/playbooks/{id}/receiver", (PlaybookId id, RenewPlaybookReceiverRequest request, RenewPlaybookReceiver feature, OpContext op, CancellationToken ct) =>
            feature.Handle(op, id, request, ct).ToCreated(NewPlaybookReceiverView.From, _ => $"/api/playbooks/{id}/receiver"))
        .TakesCredentials();

    public async Task<Result<(PlaybookReceiver Receiver, string? Token, string Secret)>> Handle(OpContext op, PlaybookId id, RenewPlaybookReceiverRequest request, CancellationToken ct)
    {
        if (await playbooks.Playbook(op, id, ct) is not { } playbook)
        {
            return PlaybooksProblems.NotFound;
        }

        // As Standard Webhooks writes secrets, so that what signs by that can be given it as it is.
        var secret = $"whsec_{Convert.ToBase64String(RandomNumberGenerator.GetBytes(32))}";
        await using var change = db.Change();
        var before = await ReceiversDb.ForUpdate(change, id, ct);
        var token = before is not null && request.KeepAddress ? null : PlaybookReceiver.Tokens.New();
        var now = time.GetUtcNow();
        var after = new PlaybookReceiver(
            id, token is null ? before!.TokenHash : AddressToken.HashOf(token), sealer.Seal(Encoding.ASCII.GetBytes(secret), PlaybookReceiver.Purpose(op.Tenant, id)), before?.CreatedAt ?? now, now);
        ReceiversDb.Save(change, after);
        change.Audit(PlaybookReceiverView.Fact(playbook, before, after));
        return await change.Commit((after, token, secret), ct);
    }
}
