using Holdfast.Modules.Playbooks.Contracts;
using Holdfast.Modules.Playbooks.Domain;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Playbooks.Features;

/// <summary>Lets a run that somebody holds go on.</summary>
internal sealed class ResumePlaybookRun(RunWishes wishes) : IFeature
{
    public static Admission Admission { get; } = Admission.Within(PlaybooksPermissions.Run).ReachesOutside();

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/playbook-runs/{id}/resume", (PlaybookRunId id, ResumePlaybookRun feature, OpContext op, CancellationToken ct) => feature.Handle(op, id, ct).ToHttp(PlaybookRunView.From));

    public Task<Result<PlaybookRun>> Handle(OpContext op, PlaybookRunId id, CancellationToken ct) => wishes.Want(id, run => run.Resume(), ct);
}
