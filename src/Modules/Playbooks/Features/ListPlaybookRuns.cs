using System.ComponentModel;
using Holdfast.Modules.Playbooks.Contracts;
using Holdfast.Modules.Playbooks.Domain;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Playbooks.Features;

/// <summary>Runs, newest first, narrowed by state and playbook.</summary>
internal sealed class ListPlaybookRuns(RunsDb db) : IFeature
{
    public static Admission Admission { get; } = Admission.Within(PlaybooksPermissions.Read);

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/playbook-runs", ([Description("Only runs in this RunState.")] string? state, PlaybookId? playbookId, PageQuery page, ListPlaybookRuns feature, OpContext op, CancellationToken ct) =>
            feature.Handle(op, new RunFilter(EnumQuery.Parse<RunState>(state, "state"), playbookId), page.Request, ct).ToHttp(PlaybookRunView.From));

    public async Task<Result<Page<PlaybookRun>>> Handle(OpContext op, RunFilter filter, PageRequest page, CancellationToken ct) =>
        page.Cut(await db.Runs(op, filter, page, ct), r => r.Id.Value);
}
