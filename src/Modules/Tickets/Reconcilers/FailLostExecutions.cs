using Holdfast.Modules.Tickets.Contracts;
using Holdfast.Modules.Tickets.Features;
using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Holdfast.Modules.Tickets.Reconcilers;

/// <summary>
/// Ends executions whose process has died between intent and outcome. What came of them is not known, and saying so is all that can be
/// done: to repeat them could do them twice.
/// </summary>
internal sealed class FailLostExecutions(IServiceProvider services, IStores stores, TimeProvider time, ILogger<FailLostExecutions> logger) : IReconciler
{
    public const string Operation = "tickets.fail_lost_executions";

    public async Task Reconcile(CancellationToken ct)
    {
        foreach (var store in stores.TenantStores)
        {
            foreach (var (tenant, ticket) in await TicketsDb.Lost(store, time.GetUtcNow(), ct))
            {
                await Fail(OpContext.OfSystem(tenant, Operation, Id.NewGuid(time).ToString("N")), ticket, ct);
            }
        }
    }

    private async Task Fail(OpContext op, TicketId id, CancellationToken ct)
    {
        await using var scope = services.OpenOp(op);
        await using var change = scope.ServiceProvider.GetRequiredService<TicketsDb>().Change();
        var ticket = await TicketsDb.ForUpdate(change, id, ct);
        if (ticket is { IsExecuting: true } && ticket.ExecutingUntil > time.GetUtcNow())
        {
            return;
        }

        TicketsDb.Unwatch(change, id);
        if (ticket?.Abandon(time.GetUtcNow()) is { Succeeded: true, Value: { Failure: { } failure } failed })
        {
            TicketsDb.Update(change, failed);
            change.Publish(new TicketFailed(id, failed.Number, failed.Subject, failure.Code, failure.Detail));
            change.Audit(TicketView.Fact(ticket, failed) with { Outcome = AuditOutcome.Failure, Severity = AuditSeverity.Warning, Error = failure.Code });
            TicketsLog.ExecutionLost(logger, id.Value, op.Tenant.Value);
        }

        await change.Commit(ct);
    }
}
