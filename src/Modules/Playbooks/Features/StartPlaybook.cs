using System.Text.Json;
using Holdfast.Modules.Playbooks.Contracts;
using Holdfast.Modules.Playbooks.Definitions;
using Holdfast.Modules.Playbooks.Domain;
using Holdfast.Modules.Playbooks.Running;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Playbooks.Features;

/// <param name="Inputs">An object with what the playbook asks for; none when left out.</param>
internal sealed record StartPlaybookRequest(JsonElement? Inputs = null);

/// <summary>Starts a run of a playbook that has a manual trigger.</summary>
internal sealed class StartPlaybook(PlaybooksDb db, RunStarter starter, DefinitionCache definitions) : IFeature
{
    public static Admission Admission { get; } = Admission.Within(PlaybooksPermissions.Run).ReachesOutside();

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/playbooks/{id}/run", (PlaybookId id, StartPlaybookRequest request, StartPlaybook feature, OpContext op, CancellationToken ct) =>
            feature.Handle(op, id, request, ct).ToCreated(PlaybookRunView.From, view => $"/api/playbook-runs/{view.Id}"));

    public async Task<Result<PlaybookRun>> Handle(OpContext op, PlaybookId id, StartPlaybookRequest request, CancellationToken ct)
    {
        await using var change = db.Change();
        if (await PlaybooksDb.ForUpdate(change, id, ct) is not { } playbook)
        {
            return PlaybooksProblems.NotFound;
        }

        if (playbook.State != PlaybookState.Published || await definitions.Find(change, id, playbook.Published!.Value, ct) is not { } definition)
        {
            return PlaybooksProblems.NotPublished;
        }

        if (!definition.IsManual)
        {
            return PlaybooksProblems.NotManual;
        }

        var wrong = new Dictionary<string, string>(StringComparer.Ordinal);
        var inputs = InputRules.Take(definition.Inputs, request.Inputs, wrong);
        if (wrong.Count > 0)
        {
            return PlaybooksProblems.BadInputs(wrong);
        }

        var by = op.Principal.Id is { } who ? new RunPerson(who, op.Principal.Name) : null;
        var started = await starter.Start(change, playbook, definition, new RunReason(RunCause.Manual, null, new RunOrigin(null, null), playbook.Place, []) { StartedBy = by }, inputs, ct);
        return await change.Commit(ct) is { } problem ? problem : started;
    }
}
