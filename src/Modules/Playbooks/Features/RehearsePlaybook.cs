using System.Text.Json;
using Holdfast.Modules.Playbooks.Contracts;
using Holdfast.Modules.Playbooks.Definitions;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Playbooks.Features;

/// <param name="Number">Which version; the latest when left out.</param>
/// <param name="Days">From how many days ago on, 1 to 365; 7 when left out.</param>
/// <param name="Limit">How many runs this part holds at most, 1 to 100; 25 when left out.</param>
/// <param name="Cursor">Where it goes on: what the part before gave as next.</param>
/// <param name="Inputs">What a run that somebody starts is given: an object.</param>
internal sealed record RehearsePlaybookRequest(int? Number = null, int Days = 7, int Limit = 25, string? Cursor = null, JsonElement? Inputs = null) : IRequest
{
    public Problem? Check() => Rehearsals.Check(Days, Limit, Cursor);
}

/// <summary>
/// Says what a playbook's version would have done: by the events that are still kept, with effects foretold and not brought about. A part at a time, for who asks
/// and as if they published it. Nothing is changed, and nothing is sent.
/// </summary>
internal sealed class RehearsePlaybook(PlaybooksDb db, Rehearsals rehearsals, Vocabulary vocabulary) : IFeature
{
    public static Admission Admission { get; } = Admission.Within(PlaybooksPermissions.Write);

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/playbooks/{id}/rehearse", (PlaybookId id, RehearsePlaybookRequest request, RehearsePlaybook feature, OpContext op, CancellationToken ct) => feature.Handle(op, id, request, ct).ToHttp());

    public async Task<Result<PlaybookRehearsalView>> Handle(OpContext op, PlaybookId id, RehearsePlaybookRequest request, CancellationToken ct)
    {
        if (await db.Playbook(op, id, ct) is not { } playbook)
        {
            return PlaybooksProblems.NotFound;
        }

        if (await db.Text(op, id, request.Number ?? playbook.Latest, ct) is not { } version)
        {
            return PlaybooksProblems.VersionNotFound;
        }

        var parsed = PlaybookText.Parse(version.Text, vocabulary);
        return parsed.Definition is not { } definition ? parsed.AsProblem()
            : await rehearsals.Of(op, playbook, version.Number, definition, playbook.Place, new RehearsalWish(request.Days, request.Limit, request.Cursor, request.Inputs), ct);
    }
}
