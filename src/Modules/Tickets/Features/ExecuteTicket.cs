using Holdfast.Modules.Actions.Contracts;
using Holdfast.Modules.Tickets.Contracts;
using Holdfast.Modules.Tickets.Domain;
using Holdfast.Platform.Data;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Tickets.Features;

/// <summary>Executes an action, or hands the ticket on; with neither, the ticket's own or the default action.</summary>
/// <param name="Action">What to do instead of the ticket's own action; it becomes the ticket's.</param>
/// <param name="Derive">To whom it is handed.</param>
internal sealed record ExecuteTicketRequest(TicketActionRequest? Action = null, DeriveRequest? Derive = null) : IRequest
{
    public Problem? Check() => Action is not null && Derive is not null
        ? TicketsProblems.ActionOrDerive
        : Derive is null ? null
        : Derive.Check("derive.");
}

/// <summary>
/// Executes a ticket's action by a run of it: the ticket and the run begin in one change, with the intent in the audit log; the run is
/// performed; the ticket takes over what came of it. Whoever begins second is refused. A run that needs approval waits for it, and executing
/// the ticket again starts it then.
/// </summary>
internal sealed class ExecuteTicket(TicketsDb db, TicketBook book, ActionChoice choice, IActions actions, HandingOn handing) : IFeature
{
    private const string Person = "a person: no integration can do this";

    public static Admission Admission { get; } = Admission.Within(TicketsPermissions.Execute).ReachesOutside();

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/tickets/{id}/execute", (TicketId id, ExecuteTicketRequest request, ExecuteTicket feature, OpContext op, CancellationToken ct) =>
            feature.Handle(op, id, request, ct).ToHttp(TicketView.From));

    public async Task<Result<Ticket>> Handle(OpContext op, TicketId id, ExecuteTicketRequest request, CancellationToken ct)
    {
        if (await db.Ticket(op, id, ct) is not { } seen)
        {
            return TicketsProblems.NotFound;
        }

        if (request.Derive is { } derive)
        {
            return await handing.Derive(op, id, derive, ct);
        }

        var named = await choice.Of(op, request.Action, ct);
        if ((named.Problem ?? seen.CheckDecidable()) is { } refused)
        {
            return refused;
        }

        if ((named.Value ?? await choice.Of(op, seen, ct)) is not { } action)
        {
            return await handing.Derive(op, id, new DeriveRequest(Person), ct);
        }

        var begun = seen.IsApproved && action.IsSameAs(seen.Action) ? await Resume(seen, action, ct) : await Begin(op, seen, action, ct);
        return !begun.Succeeded ? begun.Problem
            : begun.Value.Run.IsRunning ? await Perform(op, id, begun.Value.Run)
            : begun.Value.Ticket;
    }

    private async Task<Result<Begun>> Begin(OpContext op, Ticket seen, TicketAction action, CancellationToken ct)
    {
        var planned = await actions.Plan(op, new ActionRequest(ActionProviders.Integrations, action.IntegrationId.ToString(), action.Action, action.Parameters)
        {
            Target = seen.Device is { } device ? new ActionTarget("device", device.Value, seen.DeviceName ?? "") : null,
            Place = seen.Place,
            Reason = $"#{seen.Number} {seen.Subject}",
            Origin = new ActionOrigin("ticket", seen.Id.Value),
            Reference = seen.ReferenceOf(action),
        }, ct);
        return planned.Succeeded
            ? await Commit(seen, action, change => Task.FromResult((Result<BegunRun>)actions.Begin(change, planned.Value)), ct)
            : planned.Problem;
    }

    private Task<Result<Begun>> Resume(Ticket seen, TicketAction action, CancellationToken ct) =>
        Commit(seen, action, change => actions.Start(change, seen.RunId!.Value, ct), ct);

    private async Task<Result<Begun>> Commit(Ticket seen, TicketAction action, Func<Change, Task<Result<BegunRun>>> begin, CancellationToken ct)
    {
        await using var change = db.Change();
        if (await TicketsDb.ForUpdate(change, seen.Id, ct) is not { } before)
        {
            return TicketsProblems.NotFound;
        }

        if ((before.CheckDecidable() ?? (before.Version != seen.Version ? TicketsProblems.ChangedMeanwhile : null)) is { } refused)
        {
            return refused;
        }

        var run = await begin(change);
        if (!run.Succeeded)
        {
            return run.Problem;
        }

        var after = before.Begin(run.Value.Summary, action).Value;
        TicketsDb.Update(change, after);
        book.Note(change, after.Id, TicketEntryKind.Execution, new TicketEntryDetail { Kind = EnumText.Of(run.Value.Summary.State), Value = action.Action });
        change.Audit(TicketView.Fact(before, after) with { Outcome = run.Value.IsRunning ? AuditOutcome.Intent : AuditOutcome.Success });
        return await change.Commit(new Begun(after, run.Value), ct);
    }

    // From here on the caller may go: what has begun gets its outcome written down.
    private async Task<Result<Ticket>> Perform(OpContext op, TicketId id, BegunRun run)
    {
        await actions.Perform(op, run);
        await using var change = db.Change();
        if (await TicketsDb.ForUpdate(change, id, CancellationToken.None) is not { } before)
        {
            return TicketsProblems.NotFound;
        }

        var ended = (await actions.Find(change, run.Summary.Id, CancellationToken.None))!;
        var after = book.Follow(change, before, ended);

        // Also when the reaction was first, or somebody has decided anew meanwhile: what happened outside has happened.
        change.Audit(TicketView.Fact(before, after) with
        {
            Outcome = ended.Failure is null ? AuditOutcome.Success : AuditOutcome.Failure,
            Severity = ended.Failure is null ? AuditSeverity.Info : AuditSeverity.Warning,
            Error = ended.Failure?.Code,
        });
        return await change.Commit(CancellationToken.None) is { } problem ? problem : after;
    }

    private sealed record Begun(Ticket Ticket, BegunRun Run);
}
