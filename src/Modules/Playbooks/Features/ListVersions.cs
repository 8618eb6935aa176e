using Holdfast.Modules.Playbooks.Contracts;
using Holdfast.Modules.Playbooks.Domain;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Playbooks.Features;

/// <summary>A playbook's versions, the newest first, at most 200.</summary>
internal sealed class ListVersions(PlaybooksDb db) : IFeature
{
    private const int Most = 200;

    public static Admission Admission { get; } = Admission.Within(PlaybooksPermissions.Read);

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/playbooks/{id}/versions", (PlaybookId id, ListVersions feature, OpContext op, CancellationToken ct) =>
            feature.Handle(op, id, ct).ToHttp(all => (IReadOnlyList<PlaybookVersionView>)[.. all.Select(PlaybookVersionView.From)]));

    public async Task<Result<List<PlaybookVersion>>> Handle(OpContext op, PlaybookId id, CancellationToken ct) =>
        await db.Playbook(op, id, ct) is null ? PlaybooksProblems.NotFound : await db.Texts(op, id, Most, ct);
}
