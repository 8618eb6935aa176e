using Holdfast.Modules.Access.Contracts;
using Holdfast.Modules.Tickets.Contracts;
using Holdfast.Modules.Tickets.Domain;
using Holdfast.Platform.Kernel;

namespace Holdfast.Tests.Modules.Tickets.Domain;

public sealed class TicketLifeTests
{
    private static readonly DateTimeOffset Opened = DateTimeOffset.Parse("2026-03-02T10:00:00Z");
    private static readonly DateTimeOffset Later = Opened.AddMinutes(5);
    private static readonly SlaTerms Terms = new("UTC", [], [], [new SlaTarget(TicketSeverity.High, 10, 60, false), new SlaTarget(TicketSeverity.Critical, 5, 30, false)]);

    [Theory]
    [InlineData(TicketStage.New, TicketStage.InProgress, null)]
    [InlineData(TicketStage.New, TicketStage.Closed, null)]
    [InlineData(TicketStage.InProgress, TicketStage.Closed, null)]
    [InlineData(TicketStage.Closed, TicketStage.InProgress, null)]
    [InlineData(TicketStage.InProgress, TicketStage.InProgress, null)]
    [InlineData(TicketStage.InProgress, TicketStage.New, "ticket.illegal_stage")]
    [InlineData(TicketStage.Closed, TicketStage.New, "ticket.illegal_stage")]
    public void Only_legal_changes_of_the_stage_are_made(TicketStage from, TicketStage to, string? problem) =>
        In(from).Edit(To(to), Later).Problem?.Code.ShouldBe(problem);

    [Fact]
    public void It_is_acknowledged_once_by_its_first_assignee_or_by_leaving_new()
    {
        var assigned = Fresh().Edit(new TicketEdit(null, null, null, null, Id.New<UserId>(TimeProvider.System), null), Later).Value;
        (assigned.AcknowledgedAt, assigned.Stage).ShouldBe((Later, TicketStage.New));
        assigned.Edit(To(TicketStage.InProgress), Later.AddHours(1)).Value.AcknowledgedAt.ShouldBe(Later);
        In(TicketStage.InProgress).AcknowledgedAt.ShouldBe(Later);
        Fresh().Derive("ann", null, Later).Value.AcknowledgedAt.ShouldBe(Later);
        Fresh().Edit(new TicketEdit("other", null, null, null, null, null), Later).Value.AcknowledgedAt.ShouldBeNull();
    }

    [Fact]
    public void Closing_says_when_and_why_and_opening_again_takes_that_back_and_counts()
    {
        var closed = Fresh().Close(ClosingReason.FalsePositive, " It was a test. ", Later).Value;
        (closed.ResolvedAt, closed.ClosingReason, closed.Resolution).ShouldBe((Later, ClosingReason.FalsePositive, "It was a test."));
        Fresh().Edit(To(TicketStage.Closed), Later).Value.ClosingReason.ShouldBe(ClosingReason.Resolved);
        var again = closed.Edit(To(TicketStage.InProgress), Later).Value;
        (again.ResolvedAt, again.ClosingReason, again.Resolution, again.Reopened).ShouldBe((null, null, null, 1));
        Fresh().Edit(new TicketEdit(null, null, null, null, null, null) { Resolution = "x" }, Later).Problem!.Code.ShouldBe("ticket.not_closing");
    }

    [Fact]
    public void Clocks_run_out_once_each_and_raise_it_step_by_step()
    {
        var wound = Fresh().Wind(Terms, Opened);
        (wound.AcknowledgeBy, wound.ResolveBy, wound.NextClockAt).ShouldBe((Opened.AddMinutes(10), Opened.AddMinutes(60), Opened.AddMinutes(10)));
        wound.Miss(Opened.AddMinutes(9)).ShouldBeSameAs(wound);
        var late = wound.Miss(Opened.AddMinutes(10));
        (late.Escalation, late.IsOverdue, late.NextClockAt).ShouldBe((1, true, Opened.AddMinutes(60)));
        late.Miss(Opened.AddMinutes(11)).ShouldBeSameAs(late);
        var taken = late.Edit(To(TicketStage.InProgress), Opened.AddMinutes(12)).Value;
        taken.IsOverdue.ShouldBeFalse();
        var later = taken.Miss(Opened.AddHours(2));
        (later.Escalation, later.NextClockAt).ShouldBe((2, null));
        later.Missed.ShouldBe([TicketClock.Acknowledge, TicketClock.Resolve]);
        later.Close(ClosingReason.Resolved, null, Later).Value.IsOverdue.ShouldBeFalse();
    }

    [Fact]
    public void Another_due_date_is_another_promise()
    {
        var due = Fresh().Edit(new TicketEdit(null, null, null, null, null, null) { DueAt = Later }, Opened).Value.Miss(Later);
        due.Missed.ShouldBe([TicketClock.Due]);
        due.Edit(new TicketEdit(null, null, null, null, null, null) { DueAt = Later.AddDays(1) }, Later).Value.Missed.ShouldBeEmpty();
        due.Edit(new TicketEdit(null, null, null, null, null, null) { Clear = [TicketField.Due] }, Later).Value.NextClockAt.ShouldBeNull();
    }

    [Fact]
    public void What_was_handed_on_comes_back_and_can_be_handed_on_again()
    {
        var handed = Fresh().Derive("ann", "please", Later).Value;
        handed.PassOn("ben", null).Value.DerivedTo.ShouldBe("ben");
        var back = handed.HandBack().Value;
        (back.Execution, back.DerivedTo, back.DerivedNote).ShouldBe((TicketExecution.Pending, null, null));
        back.Derive("ben", null, Later).Succeeded.ShouldBeTrue();
        (Fresh().HandBack().Problem!.Code, Fresh().PassOn("ben", null).Problem!.Code).ShouldBe(("ticket.not_derived", "ticket.not_derived"));
    }

    [Fact]
    public void What_was_put_into_another_is_done_with_until_that_is_undone()
    {
        var (source, target) = (In(TicketStage.InProgress), Fresh());
        var merged = source.MergeInto(target, Later).Value;
        (merged.Stage, merged.ClosingReason, merged.MergedInto, merged.DuplicateOf).ShouldBe((TicketStage.Closed, ClosingReason.Duplicate, target.Id, target.Id));
        merged.Edit(To(TicketStage.InProgress), Later).Problem!.Code.ShouldBe("ticket.merged");
        merged.CheckDecidable()!.Code.ShouldBe("ticket.merged");
        merged.CheckDelete()!.Code.ShouldBe("ticket.merged");
        merged.MergeInto(Fresh(), Later).Problem!.Code.ShouldBe("ticket.merged");
        Fresh().MergeInto(merged, Later).Problem!.Code.ShouldBe("ticket.merged");
        source.MergeInto(source, Later).Problem!.Code.ShouldBe("ticket.merge_into_itself");
        source.MergeInto(In(TicketStage.Closed), Later).Problem!.Code.ShouldBe("ticket.closed");
        (merged.Unmerge(source.Remember()) with { Version = source.Version }).ShouldBe(source);
    }

    [Theory]
    [InlineData(TicketSeverity.Low, TicketPriority.Low)]
    [InlineData(TicketSeverity.Medium, TicketPriority.Normal)]
    [InlineData(TicketSeverity.High, TicketPriority.High)]
    [InlineData(TicketSeverity.Critical, TicketPriority.Urgent)]
    public void The_priority_follows_the_severity_when_nobody_says_another(TicketSeverity severity, TicketPriority priority)
    {
        Ticket.UsualPriority(severity).ShouldBe(priority);
        (Fresh() with { Priority = TicketPriority.Urgent }).Worsen(severity).Priority.ShouldBe(TicketPriority.Urgent);
    }

    private static Ticket Fresh() => new(
        Id.New<TicketId>(TimeProvider.System), 1, "Subject", "Details", TicketSeverity.High, TicketSource.Manual, new TicketActor(PrincipalKind.User, null, "ann"), Opened);

    private static Ticket In(TicketStage stage) => stage == TicketStage.New ? Fresh() : Fresh().Edit(To(stage), Later).Value;

    private static TicketEdit To(TicketStage stage) => new(null, null, stage, null, null, null);
}
