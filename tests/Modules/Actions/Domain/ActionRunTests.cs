using System.Text.Json;
using Holdfast.Modules.Actions.Contracts;
using Holdfast.Modules.Actions.Domain;
using Holdfast.Modules.Integrations.Contracts;
using Holdfast.Platform.Kernel;

namespace Holdfast.Tests.Modules.Actions.Domain;

public sealed class ActionRunTests
{
    private static readonly DateTimeOffset Now = DateTimeOffset.Parse("2026-03-01T10:00:00Z");
    private static readonly RunTerms Terms = new(TimeSpan.FromMinutes(15), TimeSpan.FromDays(1), TimeSpan.FromMinutes(2), TimeSpan.FromDays(30), ActionRisk.Destructive, TimeSpan.FromSeconds(15), 5);
    private static readonly RunPrincipal Ann = new(PrincipalKind.User, Guid.CreateVersion7(), "ann", null);
    private static readonly RunPrincipal Bob = new(PrincipalKind.User, Guid.CreateVersion7(), "bob", null);
    private static readonly ActionRunId Other = Id.New<ActionRunId>(TimeProvider.System);
    private static readonly JsonElement Some = JsonSerializer.SerializeToElement(new { id = 7 });
    private static readonly ActionOutcome Succeeded = new ActionOutcome.Succeeded(Some, Some);
    private static readonly ActionOutcome Failed = new ActionOutcome.Failed("x.broken", "It broke.", Retryable: false);
    private static readonly ActionOutcome Unsure = new ActionOutcome.Failed("x.timed_out", "No answer.", Retryable: false) { MayHaveHappened = true };

    // Every state that a run can be in, by name.
    private static readonly Dictionary<string, ActionRun> States = new()
    {
        ["planned"] = Planned(),
        ["waiting"] = Waiting(),
        ["approved"] = Waiting().Approve(Bob, "d", Terms, Now).Value,
        ["running"] = Running(),
        ["done"] = Running().Finish(Succeeded, Terms, Now).Value,
        ["being undone"] = Running().Finish(Succeeded, Terms, Now).Value.Undoing(Other).Value,
        ["failed"] = Running().Finish(Failed, Terms, Now).Value,
        ["unknown"] = Running().Finish(Unsure, Terms, Now).Value,
        ["undone"] = Running().Finish(Succeeded, Terms, Now).Value.Undoing(Other).Value.Follow(Undoing(ActionRunState.Done)),
        ["rejected"] = Waiting().Reject(Bob, Now).Value,
        ["expired"] = Planned().Lapse(Terms, Now.AddDays(1))!,
    };

    private static readonly Dictionary<string, Func<ActionRun, Result<ActionRun>>> Commands = new()
    {
        ["approve"] = r => r.Approve(Bob, "d", Terms, Now),
        ["reject"] = r => r.Reject(Bob, Now),
        ["start"] = r => r.Start("d", Terms, Now),
        ["succeed"] = r => r.Finish(Succeeded, Terms, Now),
        ["fail"] = r => r.Finish(Failed, Terms, Now),
        ["be unsure"] = r => r.Finish(Unsure, Terms, Now),
        ["confirm"] = r => r.Learn(new PostCheck.Confirmed(Some), Terms, Now),
        ["deny"] = r => r.Learn(new PostCheck.NotThere("It is not there."), Terms, Now),
        ["shrug"] = r => r.Learn(new PostCheck.NotKnown("Who knows."), Terms, Now),
        ["undo"] = r => r.Undoing(Id.New<ActionRunId>(TimeProvider.System)),
        ["undoing is done"] = r => r.Follow(Undoing(ActionRunState.Done)),
        ["undoing failed"] = r => r.Follow(Undoing(ActionRunState.Failed)),
        ["lapse"] = r => r.Lapse(Terms, Now.AddDays(2)) ?? r,
    };

    public static TheoryData<string, string, string> Table()
    {
        // What follows from each command in each state: the state, = for nothing, or the problem without its area.
        const string Grid = """
            command         | planned       | waiting         | approved      | running      | done         | being undone | failed       | unknown       | undone       | rejected     | expired
            approve         | not_awaiting  | Planned         | not_awaiting  | not_awaiting | not_awaiting | not_awaiting | not_awaiting | not_awaiting  | not_awaiting | not_awaiting | not_awaiting
            reject          | not_awaiting  | Rejected        | not_awaiting  | not_awaiting | not_awaiting | not_awaiting | not_awaiting | not_awaiting  | not_awaiting | not_awaiting | not_awaiting
            start           | Running       | approval_needed | Running       | not_startable | not_startable | not_startable | not_startable | not_startable | not_startable | not_startable | not_startable
            succeed         | not_running   | not_running     | not_running   | Done         | not_running  | not_running  | Done         | Done          | not_running  | not_running  | not_running
            fail            | not_running   | not_running     | not_running   | Failed       | not_running  | not_running  | not_running  | Failed        | not_running  | not_running  | not_running
            be unsure       | not_running   | not_running     | not_running   | Unknown      | not_running  | not_running  | not_running  | Unknown       | not_running  | not_running  | not_running
            confirm         | not_unknown   | not_unknown     | not_unknown   | not_unknown  | not_unknown  | not_unknown  | not_unknown  | Done          | not_unknown  | not_unknown  | not_unknown
            deny            | not_unknown   | not_unknown     | not_unknown   | not_unknown  | not_unknown  | not_unknown  | not_unknown  | Failed        | not_unknown  | not_unknown  | not_unknown
            shrug           | not_unknown   | not_unknown     | not_unknown   | not_unknown  | not_unknown  | not_unknown  | not_unknown  | still_unknown | not_unknown  | not_unknown  | not_unknown
            undo            | nothing_to_undo      | nothing_to_undo        | nothing_to_undo      | nothing_to_undo     | Done         | being_undone | nothing_to_undo     | nothing_to_undo      | nothing_to_undo     | nothing_to_undo     | nothing_to_undo
            undoing is done | =             | =               | =             | =            | =            | Undone       | =            | =             | =            | =            | =
            undoing failed  | =             | =               | =             | =            | =            | Done         | =            | =             | =            | =            | =
            lapse           | Expired       | Expired         | Expired       | Unknown      | =            | =            | =            | =             | =            | =            | =
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
        if (expected == "=")
        {
            result.Value.ShouldBeSameAs(before);
            return;
        }

        (result.Problem?.Code["action.".Length..] ?? result.Value.State.ToString()).ShouldBe(expected);
        if (result.Succeeded)
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
    public void What_needs_approval_is_a_matter_of_risk()
    {
        Planned(ActionRisk.High).State.ShouldBe(ActionRunState.Planned);
        Planned(ActionRisk.High, Terms with { ApprovalFrom = ActionRisk.High }).State.ShouldBe(ActionRunState.AwaitingApproval);
        Planned(ActionRisk.Low, Terms with { ApprovalFrom = ActionRisk.High }).State.ShouldBe(ActionRunState.Planned);
        Planned(ActionRisk.Destructive).State.ShouldBe(ActionRunState.AwaitingApproval);
    }

    [Fact]
    public void Neither_who_asked_nor_for_whom_an_agent_asked_nor_a_program_approves()
    {
        var agent = new RunPrincipal(PrincipalKind.Agent, Guid.CreateVersion7(), "helper", Ann.Id);
        Waiting().Approve(Ann, "d", Terms, Now).Problem!.Code.ShouldBe("action.other_person_needed");
        (Waiting() with { RequestedBy = agent }).Approve(Ann, "d", Terms, Now).Problem!.Code.ShouldBe("action.other_person_needed");
        Waiting().Approve(agent with { OnBehalfOf = Bob.Id }, "d", Terms, Now).Problem!.Code.ShouldBe("action.person_needed");
        (Waiting() with { RequestedBy = agent }).Approve(Bob, "d", Terms, Now).Succeeded.ShouldBeTrue();
    }

    [Fact]
    public void An_approval_and_a_start_are_of_one_plan_and_within_its_time()
    {
        Waiting().Approve(Bob, "other", Terms, Now).Problem!.Code.ShouldBe("action.other_plan");
        Waiting().Approve(Bob, "d", Terms, Now.AddDays(1)).Problem!.Code.ShouldBe("action.plan_expired");
        var approved = Waiting().Approve(Bob, "d", Terms, Now.AddHours(23)).Value;
        approved.Start("d", Terms, Now.AddHours(23).AddMinutes(14)).Succeeded.ShouldBeTrue();
        approved.Start("d", Terms, Now.AddHours(23).AddMinutes(15)).Problem!.Code.ShouldBe("action.plan_expired");
        approved.Start("altered", Terms, Now.AddHours(23)).Problem!.Code.ShouldBe("action.other_plan");
        Planned().Start("altered", Terms, Now).Problem!.Code.ShouldBe("action.other_plan");
    }

    [Fact]
    public void The_digest_is_of_all_that_will_run_and_of_nothing_else()
    {
        var tenant = Id.New<TenantId>(TimeProvider.System);
        var run = Planned();
        var digest = PlanDigest.Of(tenant, run.Id, run.Work, run.Plan, null);
        digest.Length.ShouldBe(64);
        var spelled = run.Work with { Parameters = JsonSerializer.Deserialize<JsonElement>("""{ "id" : 7.0 }""") };
        PlanDigest.Of(tenant, run.Id, spelled, run.Plan, null).ShouldBe(digest);
        string[] others =
        [
            PlanDigest.Of(Id.New<TenantId>(TimeProvider.System), run.Id, run.Work, run.Plan, null),
            PlanDigest.Of(tenant, Other, run.Work, run.Plan, null),
            PlanDigest.Of(tenant, run.Id, run.Work with { Parameters = JsonSerializer.SerializeToElement(new { id = 8 }) }, run.Plan, null),
            PlanDigest.Of(tenant, run.Id, run.Work with { Through = "elsewhere" }, run.Plan, null),
            PlanDigest.Of(tenant, run.Id, run.Work with { Basis = "moved" }, run.Plan, null),
            PlanDigest.Of(tenant, run.Id, run.Work with { Target = new ActionTarget("device", Guid.Empty, "d") }, run.Plan, null),
            PlanDigest.Of(tenant, run.Id, run.Work, run.Plan with { Summary = "Something else." }, null),
            PlanDigest.Of(tenant, run.Id, run.Work, run.Plan, TimeSpan.FromHours(1)),
        ];
        others.Append(digest).ShouldBeUnique();
    }

    [Fact]
    public void An_outcome_without_a_way_back_cannot_be_undone()
    {
        var done = Running().Finish(new ActionOutcome.Succeeded(Some), Terms, Now).Value;
        done.Undoing(Other).Problem!.Code.ShouldBe("action.no_inverse");
        States["done"].Inverse.ShouldNotBeNull().Action.ShouldBe("x.undo");
    }

    private static ActionRun Planned(ActionRisk risk = ActionRisk.Low, RunTerms? terms = null) => new ActionRun(
        Id.New<ActionRunId>(TimeProvider.System), new ActionWork("integrations", "i", "x.do", Some, null, "r", "b"), "Do", "X", risk, new ActionPlan("It is done.", Some), "d", Ann, Now)
    {
        InverseAction = "x.undo",
    }.Await(terms ?? Terms);

    private static ActionRun Waiting() => Planned(ActionRisk.Destructive);

    private static ActionRun Running() => Planned().Start("d", Terms, Now).Value;

    private static ActionRun Undoing(ActionRunState state) => Planned() with { Id = Other, State = state };
}
