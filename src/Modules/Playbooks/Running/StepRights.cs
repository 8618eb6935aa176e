using Holdfast.Modules.Playbooks.Domain;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;

namespace Holdfast.Modules.Playbooks.Running;

/// <summary>Asks what the publisher of a run may do now: what a run does, it does for them, and with nothing more.</summary>
internal sealed class StepRights(IAbsentPeople people, IAuthorizer authorizer)
{
    /// <summary>A problem when the publisher does not have what a step needs beside; null when it needs nothing or they have it.</summary>
    public async Task<Problem?> More(OpContext op, PlaybookRun run, Permission? permission, CancellationToken ct) =>
        permission is null ? null : (await Of(op, run, permission, ct)).Problem;

    /// <summary>The operation that acts for the publisher within what a permission gives them; a problem when it does not give them the run's place.</summary>
    public async Task<Result<OpContext>> Of(OpContext op, PlaybookRun run, Permission permission, CancellationToken ct)
    {
        if (await people.Find(op, run.Publisher.Id, ct) is not { } person)
        {
            return Lacks(run, permission);
        }

        var reach = await authorizer.Reach(op with { Principal = person }, permission, ct);
        return reach.Covers(run.Place)
            ? op with { Principal = Principal.OfSystem($"playbook {run.Name}") with { OnBehalfOf = person }, Reach = reach }
            : Lacks(run, permission);
    }

    private static Problem Lacks(PlaybookRun run, Permission permission) => PlaybooksProblems.PublisherLacksRight(run.Publisher.Name, permission.Name);
}
