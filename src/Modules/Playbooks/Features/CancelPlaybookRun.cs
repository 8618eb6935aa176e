using Holdfast.Modules.Playbooks.Contracts;
using Holdfast.Modules.Playbooks.Domain;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Playbooks.Features;

/// <summary>Ends a run before its next step; nothing is undone. What is under way outside comes to its end first.</summary>
internal sealed class CancelPlaybookRun(RunWishes wishes) : IFeature
{
    public static Admission Admission { get; } = Admission.Within(PlaybooksPermissions.Run);

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/playbook-runs/{id}/cancel", (PlaybookRunId id, CancelPlaybookRun feature, OpContext op, CancellationToken ct) => feature.Handle(op, id, ct).ToHttp(PlaybookRunView.From));

    public Task<Result<PlaybookRun>> Handle(OpContext op, PlaybookRunId id, CancellationToken ct) => wishes.Want(id, run => run.Cancel(), ct);
}
