using Holdfast.Modules.Playbooks.Contracts;
using Holdfast.Modules.Playbooks.Domain;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Playbooks.Features;

/// <summary>One playbook, with its latest text.</summary>
internal sealed class GetPlaybook(PlaybooksDb db) : IFeature
{
    public static Admission Admission { get; } = Admission.Within(PlaybooksPermissions.Read);

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/playbooks/{id}", (PlaybookId id, GetPlaybook feature, OpContext op, CancellationToken ct) => feature.Handle(op, id, ct).ToHttp(PlaybookTextView.From));

    public async Task<Result<(Playbook, PlaybookVersion)>> Handle(OpContext op, PlaybookId id, CancellationToken ct) =>
        await db.Playbook(op, id, ct) is { } playbook && await db.Text(op, id, playbook.Latest, ct) is { } latest ? (playbook, latest) : PlaybooksProblems.NotFound;
}
