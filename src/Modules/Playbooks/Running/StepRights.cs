using Holdfast.Modules.Integrations.Contracts;
using Holdfast.Modules.Playbooks.Domain;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;

namespace Holdfast.Modules.Playbooks.Running;

/// <summary>Asks what the publisher of a run may do now: what a run does, it does for them, and with nothing more.</summary>
internal sealed class StepRights(IAbsentPeople people, IAuthorizer authorizer, IReadOnlyList<ModuleManifest> modules)
{
    /// <summary>To have actions done.</summary>
    public const string Execute = "actions:execute";

    /// <summary>To open and change tickets.</summary>
    public const string Tickets = "tickets:write";

    /// <summary>A problem when the publisher does not have what an action needs beside.</summary>
    public async Task<Problem?> More(OpContext op, PlaybookRun run, ActionRight right, CancellationToken ct) => right switch
    {
        ActionRight.Contain => (await Of(op, run, "actions:contain", ct)).Problem,
        ActionRight.Configure => (await Of(op, run, "actions:configure", ct)).Problem,
        _ => null,
    };

    /// <summary>The operation that acts for the publisher within what a permission gives them; a problem when it does not give them the run's place.</summary>
    public async Task<Result<OpContext>> Of(OpContext op, PlaybookRun run, string permission, CancellationToken ct)
    {
        if (await people.Find(op, run.Publisher.Id, ct) is not { } person)
        {
            return Lacks(run, permission);
        }

        var acting = op with { Principal = Principal.OfSystem($"playbook {run.Name}") with { OnBehalfOf = person } };
        if (modules.SelectMany(m => m.Permissions).FirstOrDefault(p => p.Name == permission) is not { } known)
        {
            // An installation without it has nobody who could be given it: the right to have actions done decides alone, as for people.
            return acting with { Reach = Reach.Within([]) };
        }

        var reach = await authorizer.Reach(op with { Principal = person }, known, ct);
        return reach.Covers(run.Place) ? acting with { Reach = reach } : Lacks(run, permission);
    }

    private static Problem Lacks(PlaybookRun run, string permission) => PlaybooksProblems.PublisherLacksRight(run.Publisher.Name, permission);
}
