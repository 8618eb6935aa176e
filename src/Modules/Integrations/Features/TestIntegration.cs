using Holdfast.Modules.Integrations.Contracts;
using Holdfast.Platform.Data;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Integrations.Features;

/// <summary>What a test found.</summary>
/// <param name="Ok">Whether settings and secret work.</param>
/// <param name="Code">What went wrong, as a stable code; null when nothing did.</param>
/// <param name="Detail">The same in words.</param>
/// <param name="CheckedAt">When the answer came.</param>
internal sealed record IntegrationTestView(bool Ok, string? Code, string Detail, DateTimeOffset CheckedAt);

/// <summary>Proves that an integration's settings and secret work, and remembers the answer.</summary>
internal sealed class TestIntegration(IntegrationsDb db, ConnectorRunner runner, TimeProvider time) : IFeature
{
    public static Admission Admission { get; } = Admission.Within(IntegrationsPermissions.Write).ReachesOutside();

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/integrations/{id}/test", (IntegrationId id, TestIntegration feature, OpContext op, CancellationToken ct) => feature.Handle(op, id, ct).ToHttp());

    public async Task<Result<IntegrationTestView>> Handle(OpContext op, IntegrationId id, CancellationToken ct)
    {
        if (await db.Integration(op, id, ct) is not { } integration)
        {
            return IntegrationsProblems.NotFound;
        }

        var check = await runner.Test(op, integration, ct);
        var at = time.GetUtcNow();
        await using var change = db.Change();
        // What was tested may have been changed or deleted meanwhile; then the answer is for the caller only.
        if (await IntegrationsDb.ForUpdate(change, id, ct) is { } present && present.Version == integration.Version)
        {
            IntegrationsDb.Update(change, present.Tested(check, at));
            foreach (var feed in check.Ok ? await FeedsDb.ForUpdate(change, id, ct) : [])
            {
                if (feed.NextAt is null || feed.IsFailing)
                {
                    FeedsDb.Update(change, feed.Begin(at));
                }
            }

            change.Publish(new IntegrationTested(id, present.Connector, present.Name, check.Ok), present.Place);
        }

        change.Audit(new AuditFact("integration", id.Value, integration.Name)
        {
            Path = integration.Place,
            Category = AuditCategory.SystemConfig,
            Severity = check.Ok ? AuditSeverity.Info : AuditSeverity.Warning,
            Outcome = check.Ok ? AuditOutcome.Success : AuditOutcome.Failure,
            Error = check.Code,
        });
        await change.Commit(ct);
        return new IntegrationTestView(check.Ok, check.Code, check.Detail, at);
    }
}
