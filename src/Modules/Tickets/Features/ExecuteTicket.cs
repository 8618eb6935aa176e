using Holdfast.Modules.Integrations.Contracts;
using Holdfast.Modules.Tickets.Contracts;
using Holdfast.Modules.Tickets.Domain;
using Holdfast.Platform.Data;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;

namespace Holdfast.Modules.Tickets.Features;

/// <summary>Executes an action, or hands the ticket on; with neither, the ticket's own or the default action.</summary>
/// <param name="Action">What to do instead of the ticket's own action; it becomes the ticket's.</param>
/// <param name="Derive">To whom it is handed.</param>
internal sealed record ExecuteTicketRequest(TicketActionRequest? Action = null, DeriveRequest? Derive = null) : IRequest
{
    public Problem? Check() => Action is not null && Derive is not null
        ? TicketsProblems.ActionOrDerive
        : Derive is null ? null
        : TicketText.Line(Derive.To, "derive.to", TicketText.MaxRecipient) ?? TicketText.Lines(Derive.Note, "derive.note", 0, TicketText.MaxNote);
}

/// <param name="To">A person, a team or a system: 1 to 200 characters.</param>
/// <param name="Note">Up to 2,000 characters.</param>
internal sealed record DeriveRequest(string To, string? Note = null);

/// <summary>
/// Executes a ticket's action in an outside product. The intent is committed and audited first; then the connector is called, outside any
/// transaction; then the outcome is committed and audited. Whoever begins second is refused. When the process dies in between, the
/// execution is found by <see cref="Reconcilers.FailLostExecutions"/> and ends FAILED; it is never repeated by itself.
/// </summary>
internal sealed class ExecuteTicket(TicketsDb db, ActionChoice actions, IIntegrations integrations, IOptions<TicketsOptions> options, TimeProvider time) : IFeature
{
    private const string Person = "a person: no integration can do this";

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/tickets/{id}/execute", (TicketId id, ExecuteTicketRequest request, ExecuteTicket feature, OpContext op, CancellationToken ct) =>
            feature.Handle(op, id, request, ct).ToHttp(TicketView.From))
        .Requires(TicketsPermissions.Execute);

    public async Task<Result<Ticket>> Handle(OpContext op, TicketId id, ExecuteTicketRequest request, CancellationToken ct)
    {
        if (await db.Ticket(op, id, ct) is not { } seen)
        {
            return TicketsProblems.NotFound;
        }

        if (request.Derive is { } derive)
        {
            return await Derive(id, derive.To, derive.Note, ct);
        }

        var named = await actions.Of(op, request.Action, ct);
        if ((named.Problem ?? seen.CheckDecidable()) is { } refused)
        {
            return refused;
        }

        if ((named.Value ?? await actions.Of(op, seen, ct)) is not { } action)
        {
            return await Derive(id, Person, null, ct);
        }

        var begun = await Begin(seen, action, ct);
        if (!begun.Succeeded)
        {
            return begun;
        }

        // From here on the caller may go: what has begun gets its outcome written down.
        var ticket = begun.Value;
        var outcome = await integrations.Execute(op, action.IntegrationId, action.Action, action.Parameters, ticket.Reference, CancellationToken.None);
        return await End(id, ticket.ExecutionId!.Value, action, outcome);
    }

    private async Task<Result<Ticket>> Begin(Ticket seen, TicketAction action, CancellationToken ct)
    {
        var until = time.GetUtcNow() + options.Value.ExecutionLease;
        await using var change = db.Change();
        if (await TicketsDb.ForUpdate(change, seen.Id, ct) is not { } before)
        {
            return TicketsProblems.NotFound;
        }

        var begun = before.Begin(Id.NewGuid(time), action, until);
        if (!begun.Succeeded)
        {
            return begun;
        }

        if (before.Version != seen.Version)
        {
            return TicketsProblems.ChangedMeanwhile;
        }

        TicketsDb.Update(change, begun.Value);
        TicketsDb.Watch(change, seen.Id, until);
        change.Audit(TicketView.Fact(before, begun.Value) with { Outcome = AuditOutcome.Intent });
        return await change.Commit(ct) is { } problem ? problem : begun;
    }

    private async Task<Result<Ticket>> End(TicketId id, Guid execution, TicketAction action, ActionOutcome outcome)
    {
        await using var change = db.Change();
        if (await TicketsDb.ForUpdate(change, id, CancellationToken.None) is not { } before)
        {
            return TicketsProblems.NotFound;
        }

        var ended = outcome switch
        {
            ActionOutcome.Succeeded done => before.Succeed(execution, done.Result, time.GetUtcNow()),
            ActionOutcome.Refused no => before.Fail(execution, new TicketFailure(no.Code, no.Detail)),
            ActionOutcome.Failed failed => before.Fail(execution, new TicketFailure(failed.Code, failed.Detail)),
            _ => throw new InvalidOperationException($"{outcome.GetType().Name} is no outcome."),
        };
        var after = ended.Succeeded ? ended.Value : before;
        if (ended.Succeeded)
        {
            TicketsDb.Update(change, after);
            TicketsDb.Unwatch(change, id);
            if (after.Failure is { } failure)
            {
                change.Publish(new TicketFailed(id, after.Number, after.Subject, failure.Code, failure.Detail));
            }
            else
            {
                change.Publish(new TicketExecuted(id, after.Number, after.Subject, action.Connector, action.Action, after.ExecutedAt!.Value));
            }
        }

        // Also when somebody has decided anew meanwhile: what happened outside has happened.
        change.Audit(TicketView.Fact(before, after) with
        {
            Outcome = outcome is ActionOutcome.Succeeded ? AuditOutcome.Success : AuditOutcome.Failure,
            Severity = outcome is ActionOutcome.Succeeded ? AuditSeverity.Info : AuditSeverity.Warning,
            Error = outcome switch { ActionOutcome.Refused no => no.Code, ActionOutcome.Failed failed => failed.Code, _ => null },
        });
        return await change.Commit(CancellationToken.None) is { } problem ? problem : after;
    }

    private async Task<Result<Ticket>> Derive(TicketId id, string to, string? note, CancellationToken ct)
    {
        await using var change = db.Change();
        if (await TicketsDb.ForUpdate(change, id, ct) is not { } before)
        {
            return TicketsProblems.NotFound;
        }

        var derived = before.Derive(to, note);
        if (!derived.Succeeded)
        {
            return derived;
        }

        TicketsDb.Update(change, derived.Value);
        change.Publish(new TicketDerived(id, before.Number, before.Subject, derived.Value.DerivedTo!, derived.Value.DerivedNote));
        change.Audit(TicketView.Fact(before, derived.Value));
        return await change.Commit(ct) is { } problem ? problem : derived;
    }
}
