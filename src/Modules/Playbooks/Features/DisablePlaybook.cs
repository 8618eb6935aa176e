using Holdfast.Modules.Playbooks.Contracts;
using Holdfast.Modules.Playbooks.Domain;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Playbooks.Features;

/// <summary>Lets a playbook start no more runs. Those that go on go on.</summary>
internal sealed class DisablePlaybook(PlaybooksDb db, TimeProvider time) : IFeature
{
    public static Admission Admission { get; } = Admission.Within(PlaybooksPermissions.Publish);

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/playbooks/{id}/disable", (PlaybookId id, DisablePlaybook feature, OpContext op, CancellationToken ct) => feature.Handle(op, id, ct).ToHttp(PlaybookView.From));

    public async Task<Result<Playbook>> Handle(OpContext op, PlaybookId id, CancellationToken ct)
    {
        await using var change = db.Change();
        if (await PlaybooksDb.ForUpdate(change, id, ct) is not { } before)
        {
            return PlaybooksProblems.NotFound;
        }

        if (before.Disable(time.GetUtcNow()).Fails(out var after, out var refused))
        {
            return refused;
        }

        PlaybooksDb.Update(change, after, null);
        change.Publish(new PlaybookDisabled(id, after.Name), after.Place);
        change.Audit(PlaybookView.Fact(before, after));
        return await change.Commit(after, ct);
    }
}
