using Holdfast.Modules.Playbooks.Contracts;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Playbooks.Features.Receivers;

/// <summary>Takes a playbook's address away: who posts there finds nothing.</summary>
internal sealed class DeletePlaybookReceiver(PlaybooksDb playbooks, ReceiversDb db) : IFeature
{
    public static Admission Admission { get; } = Admission.Within(PlaybooksPermissions.Publish);

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapDelete("/playbooks/{id}/receiver", (PlaybookId id, DeletePlaybookReceiver feature, OpContext op, CancellationToken ct) => feature.Handle(op, id, ct).ToEmpty());

    public async Task<Result<Done>> Handle(OpContext op, PlaybookId id, CancellationToken ct)
    {
        if (await playbooks.Playbook(op, id, ct) is not { } playbook)
        {
            return PlaybooksProblems.NotFound;
        }

        await using var change = db.Change();
        if (await ReceiversDb.ForUpdate(change, id, ct) is not { } receiver)
        {
            return PlaybooksProblems.ReceiverNotFound;
        }

        ReceiversDb.Delete(change, id);
        change.Audit(PlaybookReceiverView.Fact(playbook, receiver, null));
        return await change.Commit(Done.Value, ct);
    }
}
