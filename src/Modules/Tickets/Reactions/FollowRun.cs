using Holdfast.Modules.Actions.Contracts;
using Holdfast.Modules.Tickets.Contracts;
using Holdfast.Modules.Tickets.Features;
using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;

namespace Holdfast.Modules.Tickets.Reactions;

/// <summary>
/// A ticket shows what has become of its run, whoever moved that on: the ticket's own execution, an approver, a check, an undoing, or the end
/// of a lease. The run is read anew under the ticket's lock, so that the order in which events come does not matter.
/// </summary>
internal sealed class FollowRun(TicketBook book, IActions actions) : IHandle<IRunMoved>
{
    public async Task<Problem?> Handle(Change change, IRunMoved what, StoredEvent stored, CancellationToken ct)
    {
        if (await TicketsDb.OfRunForUpdate(change, what.Run, ct) is not { } before || await actions.Find(change, what.Run, ct) is not { } run)
        {
            return null;
        }

        var after = book.Follow(change, before, run);
        if (ReferenceEquals(after, before))
        {
            return null;
        }

        var failed = after.Execution == TicketExecution.Failed;
        change.Audit(TicketView.Fact(before, after) with
        {
            Outcome = failed ? AuditOutcome.Failure : AuditOutcome.Success,
            Severity = failed ? AuditSeverity.Warning : AuditSeverity.Info,
            Error = after.Failure?.Code,
        });
        return null;
    }
}
