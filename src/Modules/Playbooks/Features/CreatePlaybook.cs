using Holdfast.Modules.Playbooks.Contracts;
using Holdfast.Modules.Playbooks.Definitions;
using Holdfast.Modules.Playbooks.Domain;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Holdfast.Platform.Modularity.Quotas;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Playbooks.Features;

/// <param name="Text">The definition, as YAML: GET /api/playbooks/schema describes it.</param>
/// <param name="Scope">The tenant, an organization or a group: it hears of what happens there and below. The tenant when left out.</param>
internal sealed record CreatePlaybookRequest(string Text, Scope? Scope = null) : IRequest
{
    public Problem? Check() => string.IsNullOrWhiteSpace(Text) ? PlaybooksProblems.TextNeeded : null;
}

/// <summary>Writes a playbook down, as a draft.</summary>
internal sealed class CreatePlaybook(PlaybooksDb db, Vocabulary vocabulary, PlaybookPlaces places, Quotas quotas, TimeProvider time) : IFeature
{
    public static Admission Admission { get; } = Admission.Within(PlaybooksPermissions.Write);

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/playbooks", (CreatePlaybookRequest request, CreatePlaybook feature, OpContext op, CancellationToken ct) =>
            feature.Handle(op, request, ct).ToCreated(PlaybookView.From, view => $"/api/playbooks/{view.Id}"));

    public async Task<Result<Playbook>> Handle(OpContext op, CreatePlaybookRequest request, CancellationToken ct)
    {
        if ((await places.Of(op, request.Scope, ct)).Fails(out var place, out var elsewhere))
        {
            return elsewhere;
        }

        var parsed = PlaybookText.Parse(request.Text, vocabulary);
        if (parsed.Definition is not { } definition)
        {
            return parsed.AsProblem();
        }

        var now = time.GetUtcNow();
        var playbook = new Playbook(Id.New<PlaybookId>(time), definition.Name.Trim(), definition.Description, 1, place, now) { UpdatedAt = now };
        await using var change = db.Change();
        if (await quotas.Take(change, PlaybooksDb.Quota, 1, ct) is { } exceeded)
        {
            return exceeded;
        }

        PlaybooksDb.Insert(change, playbook, new PlaybookVersion(playbook.Id, 1, request.Text, op.Principal.Id, op.Principal.Name, now));
        change.Audit(PlaybookView.Fact(null, playbook));
        return await change.Commit(playbook, ct);
    }
}
