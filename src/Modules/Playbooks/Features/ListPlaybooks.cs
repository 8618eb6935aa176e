using System.ComponentModel;
using Holdfast.Modules.Playbooks.Domain;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Playbooks.Features;

/// <summary>Playbooks, newest first, narrowed by state.</summary>
internal sealed class ListPlaybooks(PlaybooksDb db) : IFeature
{
    public static Admission Admission { get; } = Admission.Within(PlaybooksPermissions.Read);

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/playbooks", ([Description("Only playbooks in this PlaybookState.")] string? state, PageQuery page, ListPlaybooks feature, OpContext op, CancellationToken ct) =>
            feature.Handle(op, EnumQuery.Parse<PlaybookState>(state, "state"), page.Request, ct).ToHttp(PlaybookView.From));

    public async Task<Result<Page<Playbook>>> Handle(OpContext op, PlaybookState? state, PageRequest page, CancellationToken ct) =>
        page.Cut(await db.Playbooks(op, state, page, ct), p => p.Id.Value);
}
