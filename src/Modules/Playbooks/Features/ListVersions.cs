using Holdfast.Modules.Playbooks.Contracts;
using Holdfast.Modules.Playbooks.Domain;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Playbooks.Features;

/// <summary>A playbook's versions, the newest first.</summary>
internal sealed class ListVersions(PlaybooksDb db) : IFeature
{
    public static Admission Admission { get; } = Admission.Within(PlaybooksPermissions.Read);

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/playbooks/{id}/versions", (PlaybookId id, PageQuery page, ListVersions feature, OpContext op, CancellationToken ct) =>
            feature.Handle(op, id, page.Request, ct).ToHttp(PlaybookVersionView.From));

    public async Task<Result<Page<PlaybookVersion>>> Handle(OpContext op, PlaybookId id, PageRequest page, CancellationToken ct) =>
        await db.Playbook(op, id, ct) is null ? PlaybooksProblems.NotFound : page.Cut(await db.Texts(op, id, NumberIn(page.After), page.Limit, ct), v => CursorOf(v.Number));

    // Versions are counted and have no ids of their own; a cursor is an id everywhere, and holds the number here.
    private static Guid CursorOf(int number) => new(number, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

    private static int NumberIn(Guid? cursor) => cursor is { } after ? BitConverter.ToInt32(after.ToByteArray(), 0) : int.MaxValue;
}
