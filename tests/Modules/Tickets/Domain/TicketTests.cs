using System.Text.Json;
using Holdfast.Modules.Access.Contracts;
using Holdfast.Modules.Fleet.Contracts;
using Holdfast.Modules.Integrations.Contracts;
using Holdfast.Modules.Tickets.Contracts;
using Holdfast.Modules.Tickets.Domain;
using Holdfast.Platform.Kernel;

namespace Holdfast.Tests.Modules.Tickets.Domain;

public sealed class TicketTests
{
    private static readonly DateTimeOffset Now = DateTimeOffset.Parse("2026-03-01T10:00:00Z");
    private static readonly DateTimeOffset Until = Now.AddMinutes(2);
    private static readonly Guid Run = Id.NewGuid(TimeProvider.System);
    private static readonly Guid OtherRun = Id.NewGuid(TimeProvider.System);
    private static readonly IntegrationId Integration = Id.New<IntegrationId>(TimeProvider.System);
    private static readonly JsonElement Answer = JsonSerializer.SerializeToElement(new { id = 7 });
    private static readonly TicketFailure Broken = new("grafana.server_error", "It broke.");

    // Every state that a ticket can be in, by name.
    private static readonly Dictionary<string, Ticket> States = new()
    {
        ["pending"] = Pending(),
        ["executing"] = Executing(),
        ["executed"] = Executing().Succeed(Run, Answer, Now).Value,
        ["failed"] = Executing().Fail(Run, Broken).Value,
        ["unknown"] = Executing().Abandon(Until).Value,
        ["derived"] = Pending().Derive("the network team", null).Value,
        ["pending, closed"] = Closed(Pending()),
        ["executed, closed"] = Closed(Executing().Succeed(Run, Answer, Now).Value),
        ["failed, closed"] = Closed(Executing().Fail(Run, Broken).Value),
        ["derived, closed"] = Closed(Pending().Derive("the network team", null).Value),
    };

    private static readonly Dictionary<string, Func<Ticket, Result<Ticket>>> Commands = new()
    {
        ["begin"] = t => t.Begin(OtherRun, Annotate("a"), Until),
        ["succeed"] = t => t.Succeed(Run, Answer, Now),
        ["succeed other run"] = t => t.Succeed(OtherRun, Answer, Now),
        ["fail"] = t => t.Fail(Run, Broken),
        ["fail other run"] = t => t.Fail(OtherRun, Broken),
        ["abandon early"] = t => t.Abandon(Until.AddTicks(-1)),
        ["abandon"] = t => t.Abandon(Until),
        ["derive"] = t => t.Derive("ann", "please"),
        ["choose"] = t => t.Edit(Edit(action: Annotate("b"))),
        ["close"] = t => t.Edit(Edit(stage: TicketStage.Closed)),
        ["reopen"] = t => t.Edit(Edit(stage: TicketStage.InProgress)),
        ["rename"] = t => t.Edit(Edit(subject: "Other")),
        ["delete"] = t => t.CheckDelete() is { } problem ? problem : t,
    };

    public static TheoryData<string, string, string> Table()
    {
        // What follows from each command in each state: the execution (with ... while under way), or the problem.
        const string Grid = """
            command           | pending      | executing               | executed                | failed                | unknown               | derived                | pending, closed | executed, closed        | failed, closed          | derived, closed
            begin             | Pending...   | ticket.executing        | ticket.already_executed | Pending...            | Pending...            | ticket.already_derived | ticket.closed   | ticket.already_executed | ticket.closed           | ticket.already_derived
            succeed           | not          | Executed                | not                     | not                   | Executed              | not                    | not             | not                     | not                     | not
            succeed other run | not          | not                     | not                     | not                   | not                   | not                    | not             | not                     | not                     | not
            fail              | not          | Failed                  | not                     | not                   | Failed                | not                    | not             | not                     | not                     | not
            fail other run    | not          | not                     | not                     | not                   | not                   | not                    | not             | not                     | not                     | not
            abandon early     | not          | not                     | not                     | not                   | not                   | not                    | not             | not                     | not                     | not
            abandon           | not          | Failed                  | not                     | not                   | not                   | not                    | not             | not                     | not                     | not
            derive            | Derived      | ticket.executing        | ticket.already_executed | Derived               | Derived               | ticket.already_derived | ticket.closed   | ticket.already_executed | ticket.closed           | ticket.already_derived
            choose            | Pending      | ticket.executing        | ticket.already_executed | Failed                | Failed                | ticket.already_derived | Pending         | ticket.already_executed | Failed                  | ticket.already_derived
            close             | Pending      | ticket.executing        | Executed                | Failed                | Failed                | Derived                | Pending         | Executed                | Failed                  | Derived
            reopen            | Pending      | Pending...              | Executed                | Failed                | Failed                | Derived                | Pending         | Executed                | Failed                  | Derived
            rename            | Pending      | Pending...              | Executed                | Failed                | Failed                | Derived                | Pending         | Executed                | Failed                  | Derived
            delete            | Pending      | ticket.executing        | ticket.was_executed     | ticket.was_executed   | ticket.was_executed   | ticket.was_executed    | Pending         | ticket.was_executed     | ticket.was_executed     | ticket.was_executed
            """;
        var rows = Grid.Split('\n').Select(line => line.Split('|').Select(cell => cell.Trim()).ToArray()).ToArray();
        var table = new TheoryData<string, string, string>();
        foreach (var row in rows.Skip(1))
        {
            for (var column = 1; column < row.Length; column++)
            {
                table.Add(rows[0][column], row[0], row[column] == "not" ? "ticket.not_executing" : row[column]);
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
        var executed = States["failed"].Begin(OtherRun, Annotate("a"), Until).Value.Succeed(OtherRun, Answer, Now).Value;
        (executed.ExecutedAt, executed.Result!.Value.GetRawText(), executed.Failure, executed.Attempts).ShouldBe(((DateTimeOffset?)Now, """{"id":7}""", null, 2));
    }

    [Fact]
    public void The_same_intent_has_the_same_reference_however_often_it_is_tried_and_another_has_another()
    {
        var first = Pending().Begin(Run, Annotate("a"), Until).Value;
        var again = first.Fail(Run, Broken).Value.Begin(OtherRun, Annotate("a"), Until).Value;
        again.Reference.ShouldBe(first.Reference);
        again.Fail(OtherRun, Broken).Value.Begin(Run, Annotate("b"), Until).Value.Reference.ShouldNotBe(first.Reference);
    }

    [Fact]
    public void A_lost_execution_says_that_nobody_knows() => States["unknown"].Failure.ShouldBe(TicketFailure.Unknown);

    [Fact]
    public void An_edit_changes_what_it_names_and_nothing_else()
    {
        var user = Id.New<UserId>(TimeProvider.System);
        var edited = Pending().Edit(new TicketEdit(" New ", null, TicketStage.InProgress, TicketSeverity.Low, user, null)).Value;
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
        var parameters = DefaultAction.For(hostile, new IntegrationSummary(Integration, "grafana", "G")).Parameters;
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
        Id.New<TicketId>(TimeProvider.System), 1, "Subject", "Details", TicketSeverity.High, TicketSource.Manual, new TicketActor(ActorKind.User, null, "ann"), Now);

    private static Ticket Executing() => Pending().Begin(Run, Annotate("a"), Until).Value;

    private static Ticket Closed(Ticket ticket) => ticket.Edit(Edit(stage: TicketStage.Closed)).Value;

    private static TicketAction Annotate(string text) => new(Integration, "grafana", "grafana.annotate", JsonSerializer.SerializeToElement(new { text }));

    private static TicketEdit Edit(string? subject = null, TicketStage? stage = null, TicketAction? action = null) => new(subject, null, stage, null, null, action);
}
