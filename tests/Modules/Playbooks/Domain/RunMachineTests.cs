using System.Text.Json;
using Holdfast.Modules.Actions.Contracts;
using Holdfast.Modules.Integrations.Contracts;
using Holdfast.Modules.Playbooks.Contracts;
using Holdfast.Modules.Playbooks.Definitions;
using Holdfast.Modules.Playbooks.Domain;
using Holdfast.Platform.Kernel;
using Holdfast.Tests.Modules.Playbooks.Definitions;

namespace Holdfast.Tests.Modules.Playbooks.Domain;

public sealed class RunMachineTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 30, 12, 0, 0, TimeSpan.Zero);
    private readonly Dictionary<string, StepRun> steps = [];
    private PlaybookRun run = new(
        PlaybookRunId.From(Guid.CreateVersion7()), PlaybookId.From(Guid.CreateVersion7()), "Test", 1, RunCause.Event, null,
        new RunOrigin(JsonSerializer.SerializeToElement(new { severity = "HIGH", number = 7 }), null), JsonSerializer.SerializeToElement(new { }), ScopePath.Tenant, new RunPerson(Guid.CreateVersion7(), "ann"), Noon);

    private DateTimeOffset now = Noon;

    [Fact]
    public void A_loop_goes_over_its_list_in_order_and_answers_what_each_step_did()
    {
        var definition = Yaml.Read(Yaml.Of("""
              - id: each
                loop:
                  over: [a, b]
                  steps:
                    - id: not_a
                      when: { path: item, op: not_equals, value: a }
                      transform: { format: "{{ index }}{{ item }}" }
              - id: all
                transform: { map: { of: { from: steps.each.output.results }, path: not_a.output } }
            """));
        Go(definition).ShouldBeOfType<EndNext>();
        run.State.ShouldBe(RunState.Done);
        (steps["each[0].not_a"].State, steps["each[1].not_a"].State).ShouldBe((StepState.Skipped, StepState.Done));
        steps["all"].Output!.Value.GetRawText().ShouldBe("""[null,"1b"]""");
    }

    [Fact]
    public void The_way_that_was_chosen_is_kept_whatever_its_condition_would_say_later()
    {
        var definition = Yaml.Read(Yaml.Of("""
              - id: choose
                branch:
                  cases:
                    - when: { path: run.startedAt, op: older_than, value: 1h }
                      steps: [{ id: late, transform: { format: late } }]
                  otherwise:
                    - id: wait
                      wait: { duration: 2h }
                    - id: early
                      transform: { format: early }
            """));
        Go(definition).ShouldBe(new WaitNext(Noon.AddHours(2)));
        now = Noon.AddHours(2);
        Go(definition).ShouldBeOfType<EndNext>();
        steps.Keys.ShouldBe(["choose", "choose.wait", "choose.early"]);
    }

    [Fact]
    public void An_effect_is_written_down_as_running_before_it_is_done_and_asked_for_again_until_it_has_an_outcome()
    {
        var definition = Yaml.Read(Yaml.Of("  - id: say\n    notify: { subject: \"{{ trigger.number }}\", text: t }\n"));
        var first = Go(definition).ShouldBeOfType<EffectNext>();
        (steps["say"].State, steps["say"].Input!.Value.GetProperty("subject").GetString()).ShouldBe((StepState.Running, "7"));
        Go(definition).ShouldBeOfType<EffectNext>().Step.InputDigest.ShouldBe(first.Step.InputDigest);
        steps["say"] = steps["say"].Done(null, now);
        Go(definition).ShouldBeOfType<EndNext>();
    }

    [Fact]
    public void What_was_done_is_compensated_the_last_first_and_the_run_has_failed()
    {
        var definition = Yaml.Read(Yaml.Of($"""
            {Act("one", compensates: true)}{Act("two", compensates: true)}{Act("three", compensates: true)}
            """));
        Begin(definition, "one", ActionRunState.Done);
        Begin(definition, "two", ActionRunState.Done);
        Begin(definition, "three", ActionRunState.Failed);
        Begin(definition, "two!undo", ActionRunState.Failed);
        run.State.ShouldBe(RunState.Compensating);
        steps["two!undo"].Input!.Value.GetProperty("parameters").GetProperty("id").GetString().ShouldBe("result of two");
        Begin(definition, "one!undo", ActionRunState.Done);
        (run.State, run.Failure!.Code).ShouldBe((RunState.Failed, "three.failed"));
        steps.ContainsKey("three!undo").ShouldBeFalse();
    }

    [Fact]
    public void What_failed_without_an_effect_is_tried_again_after_a_pause_that_doubles()
    {
        var definition = Yaml.Read(Yaml.Of(Act("one", "retry: { attempts: 3, backoff: 10s }")));
        Begin(definition, "one", ActionRunState.Failed).ShouldBe(new WaitNext(now.AddSeconds(10)));
        now = now.AddSeconds(10);
        Begin(definition, "one", ActionRunState.Failed).ShouldBe(new WaitNext(now.AddSeconds(20)));
        now = now.AddSeconds(20);
        Begin(definition, "one", ActionRunState.Failed).ShouldBeOfType<EndNext>();
        (run.State, steps["one"].Attempts).ShouldBe((RunState.Failed, 3));
    }

    [Fact]
    public void What_nobody_knows_of_is_not_tried_again_and_fails_when_its_time_is_over()
    {
        var definition = Yaml.Read(Yaml.Of(Act("one", "retry: { attempts: 3 }", "timeout: 1h")));
        Begin(definition, "one", ActionRunState.Unknown).ShouldBe(new WaitNext(Noon.AddHours(1)));
        now = Noon.AddHours(1);
        Go(definition, Summary("one", ActionRunState.Unknown)).ShouldBeOfType<EndNext>();
        run.Failure!.Code.ShouldBe("playbook.outcome_unknown");
    }

    [Fact]
    public void A_cancelled_run_ends_before_its_next_step_and_not_under_an_action_that_is_under_way()
    {
        var definition = Yaml.Read(Yaml.Of(Act("one") + Act("two")));
        Begin(definition, "one", ActionRunState.Running).ShouldBe(new WaitNext(null));
        run = run with { Wish = RunWish.Cancel };
        Go(definition, Summary("one", ActionRunState.Running)).ShouldBe(new WaitNext(null));
        Go(definition, Summary("one", ActionRunState.Done)).ShouldBeOfType<EndNext>();
        (run.State, steps.Keys.ShouldHaveSingleItem(), steps["one"].State).ShouldBe((RunState.Cancelled, "one", StepState.Done));
    }

    [Fact]
    public void A_held_run_begins_nothing_and_goes_on_when_it_is_let()
    {
        var definition = Yaml.Read(Yaml.Of(Act("one") + Act("two")));
        Begin(definition, "one", ActionRunState.Running);
        run = run with { Wish = RunWish.Pause };
        Go(definition, Summary("one", ActionRunState.Done));
        (run.State, steps.Count).ShouldBe((RunState.Paused, 1));
        run = run with { Wish = RunWish.None, State = RunState.Running };
        Go(definition).ShouldBeOfType<EffectNext>().Step.Path.ShouldBe("two");
    }

    [Fact]
    public void A_run_that_takes_too_long_fails()
    {
        var definition = Yaml.Read(Yaml.Of("  - id: rest\n    wait: { duration: 3d }\n", "limits: { duration: 1d }\n"));
        Go(definition).ShouldBe(new WaitNext(Noon.AddDays(1)));
        now = Noon.AddDays(1);
        Go(definition).ShouldBeOfType<EndNext>();
        (run.State, run.Failure!.Code).ShouldBe((RunState.Failed, "playbook.run_too_long"));
    }

    [Fact]
    public void A_failure_inside_a_branch_that_may_fail_does_not_end_the_run()
    {
        var definition = Yaml.Read(Yaml.Of("""
              - id: risky
                continue_on_failure: true
                loop:
                  over: not a list
                  steps: [{ id: x, transform: { format: x } }]
              - id: after
                transform: { format: "{{ steps.risky.state }} {{ steps.risky.failure }}" }
            """));
        Go(definition).ShouldBeOfType<EndNext>();
        (run.State, steps["after"].Output!.Value.GetString()).ShouldBe((RunState.Done, "FAILED playbook.bad_loop"));
    }

    [Fact]
    public void A_wait_ends_by_the_event_that_it_is_for_and_no_other()
    {
        var definition = Yaml.Read(Yaml.Of("  - id: closed\n    timeout: 1h\n    wait: { event: ticket.closed, match: { path: received.number, value: { from: trigger.number } } }\n"));
        Go(definition).ShouldBe(new WaitNext(Noon.AddHours(1)));
        steps["closed"].WaitsFor.ShouldBe("ticket.closed");
        Hear(definition, 8);
        steps["closed"].State.ShouldBe(StepState.Waiting);
        Hear(definition, 7);
        (run.State, steps["closed"].Output!.Value.GetProperty("number").GetInt32()).ShouldBe((RunState.Done, 7));
    }

    private static string Act(string id, string more = "retry: { attempts: 1 }", string timeout = "timeout: 1d", bool compensates = false) => $"""
          - id: {id}
            {more}
            {timeout}
        {(compensates ? $"    compensate: {{ integration: g, action: undo.it, parameters: {{ id: \"{{{{ steps.{id}.output.result.text }}}}\" }} }}\n" : "")}    action: {"{ integration: g, action: do.it }"}

        """;

    private static ActionRunSummary Summary(string id, ActionRunState state) => new(
        ActionRunId.From(Guid.Empty), state, ActionRisk.Low, state == ActionRunState.Done ? JsonSerializer.SerializeToElement(new { text = $"result of {id}" }) : null,
        state is ActionRunState.Failed or ActionRunState.Unknown ? new ActionFailure($"{id}.failed", "It failed.") : null, null, null);

    // The step is the one that is to be begun; its action run is begun and comes to this state.
    private Next Begin(PlaybookDefinition definition, string path, ActionRunState state)
    {
        Go(definition).ShouldBeOfType<EffectNext>().Step.Path.ShouldBe(path);
        steps[path] = steps[path] with { ActionRun = ActionRunId.From(Guid.Empty) };
        return Go(definition, Summary(path, state));
    }

    private void Hear(PlaybookDefinition definition, int number) =>
        Take(RunMachine.Advance(definition, run, steps.Values, new Seen(EventName: "ticket.closed", EventData: JsonSerializer.SerializeToElement(new { number })), now));

    private Next Go(PlaybookDefinition definition, ActionRunSummary? action = null) => Take(RunMachine.Advance(definition, run, steps.Values, new Seen(action), now));

    private Next Take(Advanced advanced)
    {
        run = advanced.Run;
        foreach (var step in advanced.Changed)
        {
            steps[step.Path] = step;
        }

        return advanced.Next;
    }
}
