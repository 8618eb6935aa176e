using Holdfast.Modules.Playbooks.Contracts;
using Holdfast.Modules.Playbooks.Domain;
using Holdfast.Modules.Playbooks.Features;
using Holdfast.Platform.Data;

namespace Holdfast.Modules.Playbooks.Running;

/// <summary>Writes runs down: the rows, what is due, what is heard of, the events and the audit entries.</summary>
internal static class RunBook
{
    /// <summary>A new run, which may be refused.</summary>
    public static void Add(Change change, PlaybookRun run)
    {
        RunsDb.Insert(change, run);
        if (run.Failure is { } why)
        {
            change.Publish(new PlaybookRunFailed(run.Id, run.Playbook, run.Name, why.Code, why.Detail), run.Place);
        }
        else
        {
            change.Publish(new PlaybookRunStarted(run.Id, run.Playbook, run.Name), run.Place);
            RunsDb.Due(change, run.Id, run.CreatedAt);
        }

        change.Audit(Fact(null, run));
    }

    /// <summary>A run that has moved on. Its row is held by the change.</summary>
    /// <param name="change">The change.</param>
    /// <param name="before">The run as it was.</param>
    /// <param name="steps">Its steps as they were.</param>
    /// <param name="advanced">What has become of it.</param>
    /// <param name="due">When it is gone on with; null for never by itself.</param>
    /// <param name="ct">Cancels.</param>
    public static async Task Move(Change change, PlaybookRun before, IReadOnlyList<StepRun> steps, Advanced advanced, DateTimeOffset? due, CancellationToken ct)
    {
        var run = advanced.Run;
        RunsDb.Update(change, run);
        foreach (var step in advanced.Changed)
        {
            RunsDb.Save(change, run.Id, step);
            if (step is { Kind: "approval", State: StepState.Waiting } && !steps.Any(s => s.Path == step.Path))
            {
                change.Publish(new PlaybookRunWaiting(run.Id, run.Playbook, run.Name, step.Path), run.Place);
            }
        }

        var (heard, hears) = (WaitedFor(steps), WaitedFor(steps.Where(s => advanced.Changed.All(c => c.Path != s.Path)).Concat(advanced.Changed)));
        if (heard != hears || (run.HasEnded && heard is not null))
        {
            RunsDb.Hear(change, run.Id, run.HasEnded ? null : hears);
        }

        RunsDb.Due(change, run.Id, run.HasEnded ? null : due);
        if (run.HasEnded)
        {
            Tell(change, run);
            change.Audit(Fact(before, run) with { Outcome = run.State == RunState.Failed ? AuditOutcome.Failure : AuditOutcome.Success, Error = run.Failure?.Code });
            if (await RunsDb.NextQueued(change, run.Playbook, ct) is { } queued)
            {
                RunsDb.Due(change, queued, run.EndedAt);
            }
        }
    }

    public static AuditFact Fact(PlaybookRun? before, PlaybookRun? after)
    {
        var named = (after ?? before)!;
        return new AuditFact("playbook-run", named.Id.Value, named.Name, Show(before), Show(after)) { Path = named.Place };
    }

    private static System.Text.Json.JsonElement? Show(PlaybookRun? run) => run is null ? null : AuditFact.Show(PlaybookRunView.From(run));

    private static string? WaitedFor(IEnumerable<StepRun> steps) => steps.FirstOrDefault(s => !s.HasEnded && s.WaitsFor is not null)?.WaitsFor;

    private static void Tell(Change change, PlaybookRun run)
    {
        switch (run.State)
        {
            case RunState.Done:
                change.Publish(new PlaybookRunDone(run.Id, run.Playbook, run.Name), run.Place);
                break;
            case RunState.Cancelled:
                change.Publish(new PlaybookRunCancelled(run.Id, run.Playbook, run.Name), run.Place);
                break;
            default:
                change.Publish(new PlaybookRunFailed(run.Id, run.Playbook, run.Name, run.Failure!.Code, run.Failure.Detail), run.Place);
                break;
        }
    }
}
