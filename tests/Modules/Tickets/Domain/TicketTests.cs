using System.Text.Json;
using Holdfast.Modules.Access.Contracts;
using Holdfast.Modules.Actions.Contracts;
using Holdfast.Modules.Fleet.Contracts;
using Holdfast.Modules.Integrations.Contracts;
using Holdfast.Modules.Tickets.Contracts;
using Holdfast.Modules.Tickets.Domain;
using Holdfast.Platform.Kernel;

namespace Holdfast.Tests.Modules.Tickets.Domain;

public sealed class TicketTests
{
    private static readonly DateTimeOffset Now = DateTimeOffset.Parse("2026-03-01T10:00:00Z");
    private static readonly ActionRunId Run = Id.New<ActionRunId>(TimeProvider.System);
    private static readonly ActionRunId OtherRun = Id.New<ActionRunId>(TimeProvider.System);
    private static readonly IntegrationId Integration = Id.New<IntegrationId>(TimeProvider.System);
    private static readonly JsonElement Answer = JsonSerializer.SerializeToElement(new { id = 7 });
    private static readonly ActionFailure Broken = new("grafana.server_error", "It broke.");
    private static readonly ActionFailure Lost = new(ActionFailure.UnknownCode, "Nobody knows.");

    // Every state that a ticket can be in, by name.
    private static readonly Dictionary<string, Ticket> States = new()
    {
        ["pending"] = Pending(),
        ["waiting"] = Pending().Begin(Is(ActionRunState.AwaitingApproval), Annotate("a")).Value,
        ["executing"] = Executing(),
        ["executed"] = Executing().Follow(Is(ActionRunState.Done)),
        ["failed"] = Executing().Follow(Is(ActionRunState.Failed, Broken)),
        ["unknown"] = Executing().Follow(Is(ActionRunState.Unknown, Lost)),
        ["derived"] = Pending().Derive("the network team", null, Now).Value,
        ["pending, closed"] = Closed(Pending()),
        ["executed, closed"] = Closed(Executing().Follow(Is(ActionRunState.Done))),
        ["failed, closed"] = Closed(Executing().Follow(Is(ActionRunState.Failed, Broken))),
        ["derived, closed"] = Closed(Pending().Derive("the network team", null, Now).Value),
    };

    private static readonly Dictionary<string, Func<Ticket, Result<Ticket>>> Commands = new()
    {
        ["begin"] = t => t.Begin(Is(ActionRunState.Running, run: OtherRun), Annotate("a")),
        ["run done"] = t => t.Follow(Is(ActionRunState.Done)),
        ["run failed"] = t => t.Follow(Is(ActionRunState.Failed, Broken)),
        ["run undone"] = t => t.Follow(Is(ActionRunState.Undone)),
        ["other run done"] = t => t.Follow(Is(ActionRunState.Done, run: OtherRun)),
        ["derive"] = t => t.Derive("ann", "please", Now),
        ["choose"] = t => t.Edit(Edit(action: Annotate("b")), Now),
        ["close"] = t => t.Edit(Edit(stage: TicketStage.Closed), Now),
        ["reopen"] = t => t.Edit(Edit(stage: TicketStage.InProgress), Now),
        ["rename"] = t => t.Edit(Edit(subject: "Other"), Now),
        ["delete"] = t => t.CheckDelete() is { } problem ? problem : t,
    };

    public static TheoryData<string, string, string> Table()
    {
        // What follows from each command in each state: the execution (with ... while under way), or the problem.
        const string Grid = """
            command        | pending     | waiting                  | executing        | executed                | failed              | unknown             | derived                | pending, closed | executed, closed        | failed, closed      | derived, closed
            begin          | Pending...  | ticket.awaiting_approval | ticket.executing | ticket.already_executed | Pending...          | Pending...          | ticket.already_derived | ticket.closed   | ticket.already_executed | ticket.closed       | ticket.already_derived
            run done       | same        | Executed                 | Executed         | same                    | Executed            | Executed            | same                   | same            | same                    | Executed            | same
            run failed     | same        | Failed                   | Failed           | Failed                  | same                | Failed              | same                   | same            | Failed                  | same                | same
            run undone     | same        | Pending                  | Pending          | Pending                 | Pending             | Pending             | same                   | same            | Pending                 | Pending             | same
            other run done | same        | same                     | same             | same                    | same                | same                | same                   | same            | same                    | same                | same
            derive         | Derived     | ticket.awaiting_approval | ticket.executing | ticket.already_executed | Derived             | Derived             | ticket.already_derived | ticket.closed   | ticket.already_executed | ticket.closed       | ticket.already_derived
            choose         | Pending     | ticket.awaiting_approval | ticket.executing | ticket.already_executed | Failed              | Failed              | ticket.already_derived | Pending         | ticket.already_executed | Failed              | ticket.already_derived
            close          | Pending     | ticket.awaiting_approval | ticket.executing | Executed                | Failed              | Failed              | Derived                | Pending         | Executed                | Failed              | Derived
            reopen         | Pending     | Pending                  | Pending...       | Executed                | Failed              | Failed              | Derived                | Pending         | Executed                | Failed              | Derived
            rename         | Pending     | Pending                  | Pending...       | Executed                | Failed              | Failed              | Derived                | Pending         | Executed                | Failed              | Derived
            delete         | Pending     | ticket.awaiting_approval | ticket.executing | ticket.was_executed     | ticket.was_executed | ticket.was_executed | ticket.was_executed    | Pending         | ticket.was_executed     | ticket.was_executed | ticket.was_executed
            """;
        var rows = Grid.Split('\n').Select(line => line.Split('|').Select(cell => cell.Trim()).ToArray()).ToArray();
        var table = new TheoryData<string, string, string>();
        foreach (var row in rows.Skip(1))
        {
            for (var column = 1; column < row.Length; column++)
            {
                table.Add(rows[0][column], row[0], row[column]);
            }
        }

        return table;
    }

    [Theory]
    [MemberData(nameof(Table))]
    public void Each_command_does_in_each_state_what_the_table_says(string state, string command, string expected)
    {
        var before = States[state];
        var result = Commands[command](before);
        if (expected == "same")
        {
            result.Value.ShouldBeSameAs(before);
            return;
        }

        (result.Problem?.Code ?? result.Value.Execution + (result.Value.IsExecuting ? "..." : "")).ShouldBe(expected);
        if (result.Problem is { } problem)
        {
            problem.Kind.ShouldBe(ProblemKind.Conflict);
        }
        else if (command != "delete")
        {
            result.Value.Version.ShouldBe(before.Version + 1);
        }
    }

    [Fact]
    public void The_table_has_every_state_and_every_command()
    {
        var rows = Table().Select(row => row.Data).ToArray();
        rows.Select(r => r.Item1).Distinct().ShouldBe(States.Keys);
        rows.Select(r => r.Item2).Distinct().ShouldBe(Commands.Keys);
        rows.Length.ShouldBe(States.Count * Commands.Count);
    }

    [Fact]
    public void An_executed_ticket_has_when_and_what_and_no_failure()
    {
        var executed = States["failed"].Begin(Is(ActionRunState.Running, run: OtherRun), Annotate("a")).Value.Follow(Is(ActionRunState.Done, run: OtherRun));
        (executed.ExecutedAt, executed.Result!.Value.GetRawText(), executed.Failure, executed.Attempts).ShouldBe(((DateTimeOffset?)Now, """{"id":7}""", null, 2));
    }

    [Fact]
    public void The_same_intent_has_the_same_reference_however_often_it_is_tried_and_another_has_another()
    {
        var failed = States["failed"];
        failed.ReferenceOf(Annotate("a")).ShouldBe(failed.Reference);
        var again = failed.Begin(Is(ActionRunState.Running, run: OtherRun), Annotate("a")).Value;
        again.Reference.ShouldBe(failed.Reference);
        var other = failed.Begin(Is(ActionRunState.Running, run: OtherRun), Annotate("b")).Value;
        other.Reference.ShouldBe(failed.ReferenceOf(Annotate("b")));
        other.Reference.ShouldNotBe(failed.Reference);
    }

    [Fact]
    public void A_lost_execution_says_that_nobody_knows() => States["unknown"].Failure.ShouldBe(new TicketFailure("ticket.outcome_unknown", Lost.Detail));

    [Fact]
    public void An_attempt_counts_when_it_is_made_and_not_while_it_waits()
    {
        var waiting = States["waiting"];
        var approved = waiting.Follow(Is(ActionRunState.Planned));
        (waiting.Attempts, approved.Attempts, approved.IsApproved).ShouldBe((0, 0, true));
        approved.Follow(Is(ActionRunState.Running)).Attempts.ShouldBe(1);
        approved.Follow(Is(ActionRunState.Running)).Follow(Is(ActionRunState.Done)).Attempts.ShouldBe(1);
        // Looked at for the first time when it had ended already.
        approved.Follow(Is(ActionRunState.Done)).Attempts.ShouldBe(1);
        approved.Follow(Is(ActionRunState.Expired)).Attempts.ShouldBe(0);
        approved.Begin(Is(ActionRunState.Running), Annotate("a")).Value.Attempts.ShouldBe(1);
    }

    [Theory]
    [InlineData(ActionRunState.Rejected)]
    [InlineData(ActionRunState.Expired)]
    public void What_was_not_allowed_can_be_handed_on(ActionRunState state)
    {
        var failed = States["waiting"].Follow(Is(state, Broken));
        (failed.Execution, failed.Failure!.Code).ShouldBe((TicketExecution.Failed, Broken.Code));
        failed.Derive("ann", null, Now).Succeeded.ShouldBeTrue();
    }

    [Fact]
    public void An_edit_changes_what_it_names_and_nothing_else()
    {
        var user = Id.New<UserId>(TimeProvider.System);
        var edited = Pending().Edit(new TicketEdit(" New ", null, TicketStage.InProgress, TicketSeverity.Low, user, null), Now).Value;
        (edited.Subject, edited.Description, edited.Stage, edited.Severity, edited.AssigneeId).ShouldBe(("New", "Details", TicketStage.InProgress, TicketSeverity.Low, (UserId?)user));
    }

    [Fact]
    public void The_default_action_carries_words_from_a_log_in_one_line_and_within_bounds()
    {
        var hostile = Pending() with
        {
            Description = "Failed password for \u001b[31mroot\nX-Injected: 1\ud83d" + new string('x', 20_000),
            Device = Id.New<DeviceId>(TimeProvider.System),
            DeviceName = new string('d', 300),
            Rule = "ssh.brute_force",
        };
        var parameters = DefaultAction.For(hostile, new IntegrationAction(new IntegrationSummary(Integration, "grafana", "G"), new ActionDescription("grafana.annotate", "Note", "Notes.", []), "b")).Parameters;
        var text = parameters.GetProperty("text").GetString()!;
        text.ShouldStartWith("[HIGH] #1 Subject on ddd");
        text.Length.ShouldBeLessThanOrEqualTo(4000);
        text.Any(char.IsControl).ShouldBeFalse();
        parameters.GetProperty("tags").EnumerateArray().Select(t => t.GetString()!).ShouldBe(["holdfast", "ssh.brute_force", "HIGH", new string('d', 100)]);
    }

    [Theory]
    [InlineData("one line", true)]
    [InlineData("", false)]
    [InlineData("  ", false)]
    [InlineData("two\nlines", false)]
    public void A_subject_is_one_line(string text, bool good) => (TicketText.Line(text, "subject", 20) is null).ShouldBe(good);

    [Theory]
    [InlineData("two\nlines\tand a tab", true)]
    [InlineData("", true)]
    [InlineData("esc\u001b", false)]
    [InlineData("far too long for this bound", false)]
    public void A_description_may_have_lines_and_no_other_control_characters(string text, bool good) => (TicketText.Lines(text, "description", 0, 20) is null).ShouldBe(good);

    private static Ticket Pending() => new(
        Id.New<TicketId>(TimeProvider.System), 1, "Subject", "Details", TicketSeverity.High, TicketSource.Manual, new TicketActor(PrincipalKind.User, null, "ann"), Now);

    private static Ticket Executing() => Pending().Begin(Is(ActionRunState.Running), Annotate("a")).Value;

    private static ActionRunSummary Is(ActionRunState state, ActionFailure? failure = null, ActionRunId? run = null) =>
        new(run ?? Run, state, ActionRisk.Low, state == ActionRunState.Done ? Answer : null, failure, IsTried(state) ? Now : null, Now);

    private static bool IsTried(ActionRunState state) =>
        state is not (ActionRunState.Planned or ActionRunState.AwaitingApproval or ActionRunState.Rejected or ActionRunState.Expired);

    private static Ticket Closed(Ticket ticket) => ticket.Edit(Edit(stage: TicketStage.Closed), Now).Value;

    private static TicketAction Annotate(string text) => new(Integration, "grafana", "grafana.annotate", JsonSerializer.SerializeToElement(new { text }));

    private static TicketEdit Edit(string? subject = null, TicketStage? stage = null, TicketAction? action = null) => new(subject, null, stage, null, null, action);
}
