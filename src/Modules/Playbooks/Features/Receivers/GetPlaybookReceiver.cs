using Holdfast.Modules.Playbooks.Contracts;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Playbooks.Features.Receivers;

/// <summary>When a playbook's address was made; neither it nor its secret can be shown again.</summary>
internal sealed class GetPlaybookReceiver(PlaybooksDb playbooks, ReceiversDb db) : IFeature
{
    public static Admission Admission { get; } = Admission.Within(PlaybooksPermissions.Read);

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/playbooks/{id}/receiver", (PlaybookId id, GetPlaybookReceiver feature, OpContext op, CancellationToken ct) => feature.Handle(op, id, ct).ToHttp(PlaybookReceiverView.From));

    public async Task<Result<PlaybookReceiver>> Handle(OpContext op, PlaybookId id, CancellationToken ct) =>
        await playbooks.Playbook(op, id, ct) is null ? PlaybooksProblems.NotFound
        : await db.Of(op, id, ct) is { } receiver ? receiver
        : PlaybooksProblems.ReceiverNotFound;
}
