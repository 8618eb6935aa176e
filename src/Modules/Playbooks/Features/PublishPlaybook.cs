using Holdfast.Modules.Playbooks.Contracts;
using Holdfast.Modules.Playbooks.Definitions;
using Holdfast.Modules.Playbooks.Domain;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Playbooks.Features;

/// <param name="Number">Which version; the latest when left out.</param>
internal sealed record PublishPlaybookRequest(int? Number = null);

/// <summary>Lets a version run from now on, on behalf of who publishes it: its runs may do what they may do, and no more.</summary>
internal sealed class PublishPlaybook(PlaybooksDb db, IAbsentPeople people, Vocabulary vocabulary, TimeProvider time) : IFeature
{
    public static Admission Admission { get; } = Admission.Within(PlaybooksPermissions.Publish);

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/playbooks/{id}/publish", (PlaybookId id, PublishPlaybookRequest request, PublishPlaybook feature, OpContext op, CancellationToken ct) =>
            feature.Handle(op, id, request, ct).ToHttp(PlaybookView.From));

    public async Task<Result<Playbook>> Handle(OpContext op, PlaybookId id, PublishPlaybookRequest request, CancellationToken ct)
    {
        // A visitor is gone tomorrow; a program has nobody behind it.
        var person = op.Principal is { Kind: PrincipalKind.User, Id: { } one } && await people.Find(op, one, ct) is not null ? new RunPerson(one, op.Principal.Name) : null;
        await using var change = db.Change();
        if (await PlaybooksDb.ForUpdate(change, id, ct) is not { } before)
        {
            return PlaybooksProblems.NotFound;
        }

        if (person is null)
        {
            return PlaybooksProblems.PersonNeeded;
        }

        var number = request.Number ?? before.Latest;
        if (await PlaybooksDb.Text(change, id, number, ct) is not { } version)
        {
            return PlaybooksProblems.VersionNotFound;
        }

        // Events and connectors may be others than when it was written.
        var parsed = PlaybookText.Parse(version.Text, vocabulary);
        if (parsed.Definition is not { } definition)
        {
            return parsed.AsProblem();
        }

        var now = time.GetUtcNow();
        var after = before.Publish(number, definition.Events, person, now);
        PlaybooksDb.Update(change, after, Schedule.Next(definition.Schedules, now));
        change.Publish(new PlaybookPublished(id, after.Name, number), after.Place);
        change.Audit(PlaybookView.Fact(before, after));
        return await change.Commit(after, ct);
    }
}
