using Holdfast.Modules.Playbooks.Contracts;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Holdfast.Platform.Modularity.Quotas;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Playbooks.Features;

/// <summary>Removes a playbook with its versions and runs.</summary>
internal sealed class DeletePlaybook(PlaybooksDb db, ReceiversDb receivers) : IFeature
{
    public static Admission Admission { get; } = Admission.Within(PlaybooksPermissions.Write);

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapDelete("/playbooks/{id}", (PlaybookId id, IfMatch match, DeletePlaybook feature, OpContext op, CancellationToken ct) => feature.Handle(op, id, match, ct).ToEmpty());

    public async Task<Result<Done>> Handle(OpContext op, PlaybookId id, IfMatch match, CancellationToken ct)
    {
        await using var change = db.Change();
        if ((await match.Take(PlaybooksDb.ForUpdate(change, id, ct), PlaybooksProblems.NotFound)).Fails(out var playbook, out var problem))
        {
            return problem;
        }

        if (await RunsDb.HasActive(change, id, ct))
        {
            return PlaybooksProblems.HasRuns;
        }

        PlaybooksDb.Delete(change, id);
        await Quotas.Return(change, PlaybooksDb.Quota, 1, ct);
        change.Audit(PlaybookView.Fact(playbook, null));
        if (await change.Commit(ct) is { } refused)
        {
            return refused;
        }

        // Its receiver is in the control store; it answers for nothing once the playbook is gone.
        await receivers.Forget(id, ct);
        return Done.Value;
    }
}
