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

/// <param name="Text">The definition, as YAML; it is not kept.</param>
/// <param name="PlaybookId">The playbook of which it would be the next version; none when left out.</param>
/// <param name="Scope">Where a new playbook would hang; the tenant when left out.</param>
/// <param name="Days">From how many days ago on, 1 to 365; 7 when left out.</param>
/// <param name="Limit">How many runs this part holds at most, 1 to 100; 25 when left out.</param>
/// <param name="Cursor">Where it goes on: what the part before gave as next.</param>
/// <param name="Inputs">What a run that somebody starts is given: an object.</param>
internal sealed record RehearseTextRequest(
    string Text, PlaybookId? PlaybookId = null, Scope? Scope = null, int Days = 7, int Limit = 25, string? Cursor = null, JsonElement? Inputs = null) : IRequest
{
    public Problem? Check() => string.IsNullOrWhiteSpace(Text) ? PlaybooksProblems.TextNeeded : Rehearsals.Check(Days, Limit, Cursor);
}

/// <summary>Says what a text would have done that is not kept yet; otherwise as a version's rehearsal.</summary>
internal sealed class RehearseText(PlaybooksDb db, PlaybookPlaces places, Rehearsals rehearsals, Vocabulary vocabulary) : IFeature
{
    public static Admission Admission { get; } = Admission.Within(PlaybooksPermissions.Write);

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/playbooks/rehearse", (RehearseTextRequest request, RehearseText feature, OpContext op, CancellationToken ct) => feature.Handle(op, request, ct).ToHttp());

    public async Task<Result<PlaybookRehearsalView>> Handle(OpContext op, RehearseTextRequest request, CancellationToken ct)
    {
        var playbook = request.PlaybookId is { } id ? await db.Playbook(op, id, ct) : null;
        if (request.PlaybookId is not null && playbook is null)
        {
            return PlaybooksProblems.NotFound;
        }

        var place = playbook?.Place ?? default;
        if (playbook is null && (await places.Of(op, request.Scope, ct)).Fails(out place, out var elsewhere))
        {
            return elsewhere;
        }

        var parsed = PlaybookText.Parse(request.Text, vocabulary);
        return parsed.Definition is not { } definition ? parsed.AsProblem()
            : await rehearsals.Of(op, playbook, null, definition, place, new RehearsalWish(request.Days, request.Limit, request.Cursor, request.Inputs), ct);
    }
}
