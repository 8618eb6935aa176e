using Holdfast.Modules.Tickets.Contracts;
using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Tickets.Domain;

/// <summary>What a ticket was before it was put into another.</summary>
internal sealed record MergeBefore(
    TicketStage Stage, ClosingReason? ClosingReason, string? Resolution, DateTimeOffset? AcknowledgedAt, DateTimeOffset? ResolvedAt, TicketId? DuplicateOf);

/// <summary>Stages, clocks and merges of a ticket.</summary>
internal sealed partial record Ticket
{
    /// <summary>Whether one of its running clocks has run out.</summary>
    public bool IsOverdue => Clocks().Any(c => Missed.Contains(c.Clock));

    /// <summary>When the next clock runs out that has not yet; null when none runs.</summary>
    public DateTimeOffset? NextClockAt => Clocks().Where(c => !Missed.Contains(c.Clock)).Select(c => (DateTimeOffset?)c.At).Min();

    /// <summary>The clocks that run.</summary>
    public IEnumerable<(TicketClock Clock, DateTimeOffset At)> Clocks()
    {
        if (Stage == TicketStage.Closed)
        {
            yield break;
        }

        if (AcknowledgedAt is null && AcknowledgeBy is { } acknowledge)
        {
            yield return (TicketClock.Acknowledge, acknowledge);
        }

        if (ResolveBy is { } resolve)
        {
            yield return (TicketClock.Resolve, resolve);
        }

        if (DueAt is { } due)
        {
            yield return (TicketClock.Due, due);
        }
    }

    /// <summary>With the clocks that the terms set for its severity from a moment on; null terms set none.</summary>
    public Ticket Wind(SlaTerms terms, DateTimeOffset from) => this with
    {
        AcknowledgeBy = terms.AcknowledgeBy(Severity, from),
        ResolveBy = terms.ResolveBy(Severity, from),
        Missed = [.. Missed.Where(c => c == TicketClock.Due)],
    };

    /// <summary>With the clocks that have run out by now; the ticket itself when that is none.</summary>
    public Ticket Miss(DateTimeOffset now)
    {
        var missed = Clocks().Where(c => c.At <= now && !Missed.Contains(c.Clock)).Select(c => c.Clock).ToArray();
        return missed.Length == 0 ? this : this with
        {
            Missed = [.. Missed, .. missed],
            Escalation = Math.Max(Escalation, missed.Max(c => c == TicketClock.Acknowledge ? 1 : 2)),
            Version = Version + 1,
        };
    }

    /// <summary>What stands against a stage.</summary>
    public Problem? CheckStage(TicketStage to) => to == Stage ? null
        : MergedInto is not null ? TicketsProblems.Merged
        : to == TicketStage.New ? TicketsProblems.IllegalStage
        : null;

    /// <summary>Put into another ticket, and so done with.</summary>
    public Result<Ticket> MergeInto(Ticket target, DateTimeOffset now) => target.Id == Id ? TicketsProblems.MergeIntoItself
        : (UnderWay ?? (MergedInto is not null || target.MergedInto is not null ? TicketsProblems.Merged : null)) is { } problem ? problem
        : target.Stage == TicketStage.Closed ? TicketsProblems.Closed
        : Move(TicketStage.Closed, Contracts.ClosingReason.Duplicate, Resolution, now) with
        {
            ClosingReason = Contracts.ClosingReason.Duplicate,
            MergedInto = target.Id,
            DuplicateOf = target.Id,
            Version = Version + 1,
        };

    /// <summary>What undoing a merge would need.</summary>
    public MergeBefore Remember() => new(Stage, ClosingReason, Resolution, AcknowledgedAt, ResolvedAt, DuplicateOf);

    /// <summary>By itself again, as it was.</summary>
    public Ticket Unmerge(MergeBefore before) => this with
    {
        Stage = before.Stage,
        ClosingReason = before.ClosingReason,
        Resolution = before.Resolution,
        AcknowledgedAt = before.AcknowledgedAt,
        ResolvedAt = before.ResolvedAt,
        DuplicateOf = before.DuplicateOf,
        MergedInto = null,
        Version = Version + 1,
    };

    private Ticket Acknowledge(DateTimeOffset now) => AcknowledgedAt is null ? this with { AcknowledgedAt = now } : this;

    // Another date is another promise, and runs out anew.
    private Ticket Due(DateTimeOffset? at) => at == DueAt ? this : this with { DueAt = at, Missed = [.. Missed.Where(c => c != TicketClock.Due)] };

    private Ticket Move(TicketStage to, ClosingReason? reason, string? resolution, DateTimeOffset now) => (Stage, to) switch
    {
        (TicketStage.Closed, TicketStage.Closed) => this with { ClosingReason = reason ?? ClosingReason, Resolution = resolution?.Trim() ?? Resolution },
        (_, TicketStage.Closed) => (this with
        {
            Stage = to, ClosingReason = reason ?? Contracts.ClosingReason.Resolved, Resolution = resolution?.Trim(), ResolvedAt = now,
        }).Acknowledge(now),
        (TicketStage.Closed, _) => this with
        {
            Stage = to, ClosingReason = null, Resolution = null, ResolvedAt = null, DuplicateOf = null, Reopened = Reopened + 1, Escalation = 0,
        },
        (TicketStage.New, TicketStage.InProgress) => (this with { Stage = to }).Acknowledge(now),
        _ => this,
    };
}
