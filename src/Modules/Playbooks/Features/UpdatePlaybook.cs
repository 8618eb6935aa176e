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

/// <param name="Text">The whole definition, as YAML.</param>
internal sealed record UpdatePlaybookRequest(string Text) : IRequest
{
    public Problem? Check() => string.IsNullOrWhiteSpace(Text) ? PlaybooksProblems.TextNeeded : null;
}

/// <summary>Writes a new version of a playbook. What is published goes on as it is until this one is published.</summary>
internal sealed class UpdatePlaybook(PlaybooksDb db, Vocabulary vocabulary, DefinitionCache definitions, TimeProvider time) : IFeature
{
    public static Admission Admission { get; } = Admission.Within(PlaybooksPermissions.Write);

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPut("/playbooks/{id}", (PlaybookId id, UpdatePlaybookRequest request, IfMatch match, UpdatePlaybook feature, OpContext op, CancellationToken ct) =>
            feature.Handle(op, id, request, match, ct).ToHttp(PlaybookView.From));

    public async Task<Result<Playbook>> Handle(OpContext op, PlaybookId id, UpdatePlaybookRequest request, IfMatch match, CancellationToken ct)
    {
        var parsed = PlaybookText.Parse(request.Text, vocabulary);
        await using var change = db.Change();
        if ((await match.Take(PlaybooksDb.ForUpdate(change, id, ct), PlaybooksProblems.NotFound)).Fails(out var before, out var problem))
        {
            return problem;
        }

        if (parsed.Definition is not { } definition)
        {
            return parsed.AsProblem();
        }

        var now = time.GetUtcNow();
        var after = before.Revise(definition.Name.Trim(), definition.Description, now);
        var running = after is { State: PlaybookState.Published } ? await definitions.Find(change, id, after.Published!.Value, ct) : null;
        PlaybooksDb.Insert(change, new PlaybookVersion(id, after.Latest, request.Text, op.Principal.Id, op.Principal.Name, now));
        PlaybooksDb.Update(change, after, running is null ? null : Schedule.Next(running.Schedules, now));
        change.Audit(PlaybookView.Fact(before, after));
        return await change.Commit(after, ct);
    }
}
