using System.Security.Cryptography;
using System.Text;
using Holdfast.Modules.Actions.Contracts;
using Holdfast.Modules.Integrations.Contracts;
using Holdfast.Modules.Playbooks.Definitions;
using Holdfast.Modules.Playbooks.Domain;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Microsoft.Extensions.DependencyInjection;

namespace Holdfast.Modules.Playbooks.Running;

/// <summary>Steps that are action runs: planned outside any change, begun in the one that names them on the step, performed after.</summary>
internal sealed class ActionSteps(IServiceProvider services, StepHold hold, StepRights rights, TimeProvider time)
{
    public async Task Begin(OpContext op, PlaybookRun run, StepRun at, RetryPolicy retry, CancellationToken ct)
    {
        if ((await rights.Of(op, run, ActionRights.Execute, ct)).Fails(out var acting, out var lacks))
        {
            await hold.Fail(run, at, retry, lacks, ct);
            return;
        }

        await using var scope = services.OpenWork(acting);
        if ((await Find(scope.ServiceProvider, acting, op, run, at, ct)).Fails(out var found, out var unknown))
        {
            await hold.Fail(run, at, retry, unknown, ct);
            return;
        }

        var its = scope.ServiceProvider.GetRequiredService<IActions>();
        var planned = await its.Plan(acting, Request(run, at, found), ct);
        if (!planned.Succeeded)
        {
            await hold.Fail(run, at, retry, planned.Problem, ct);
            return;
        }

        BegunRun begun;
        await using (var change = scope.ServiceProvider.GetRequiredService<RunsDb>().Change())
        {
            if (await StepHold.Held(change, run, at, ct) is not { } now)
            {
                return;
            }

            begun = its.Begin(change, planned.Value);
            RunsDb.Save(change, run.Id, now with { ActionRun = planned.Value.Id });
            await change.Commit(ct);
        }

        if (begun.IsRunning)
        {
            await its.Perform(acting, begun);
        }
    }

    /// <summary>Undoes what a step's action run has done, by its inverse, as a person would. What is undone already, as when its time was over, is left so.</summary>
    public async Task Undo(OpContext op, PlaybookRun run, StepRun at, CancellationToken ct)
    {
        if ((await rights.Of(op, run, ActionRights.Execute, ct)).Fails(out var acting, out var lacks))
        {
            await hold.Fail(run, at, RetryPolicy.Once, lacks, ct);
            return;
        }

        await using var scope = services.OpenWork(acting);
        var (its, runs) = (scope.ServiceProvider.GetRequiredService<IActions>(), scope.ServiceProvider.GetRequiredService<RunsDb>());
        var of = ActionRunId.From(at.Input!.Value.GetProperty("undo").GetGuid());
        if (await LeaveUndone(runs, its, of, run, at, ct))
        {
            return;
        }

        var planned = await its.PlanUndo(acting, of, ct);
        Problem? refused = planned.Problem;
        BegunRun? begun = null;
        if (planned.Succeeded)
        {
            await using var change = runs.Change();
            if (await StepHold.Held(change, run, at, ct) is not { } now)
            {
                return;
            }

            var undoing = await its.BeginUndo(change, of, planned.Value, ct);
            refused = undoing.Problem;
            if (undoing.Succeeded)
            {
                begun = undoing.Value;
                RunsDb.Save(change, run.Id, now with { ActionRun = planned.Value.Id });
                await change.Commit(ct);
            }
        }

        if (refused is not null)
        {
            await hold.Fail(run, at, RetryPolicy.Once, refused, ct);
        }
        else if (begun is { IsRunning: true })
        {
            await its.Perform(acting, begun);
        }
    }

    // It was approved: whether the publisher still may is asked anew, for the approval allows the action and not the person.
    public async Task Start(OpContext op, PlaybookRun run, StepRun at, CancellationToken ct)
    {
        if ((await rights.Of(op, run, ActionRights.Execute, ct)).Fails(out var acting, out var lacks))
        {
            await hold.Fail(run, at, RetryPolicy.Once, lacks, ct);
            return;
        }

        await using var scope = services.OpenWork(acting);
        var isUndo = at.Path.EndsWith(StepRun.Undo, StringComparison.Ordinal) && at.Input!.Value.TryGetProperty("undo", out _);
        if (!isUndo && (await Find(scope.ServiceProvider, acting, op, run, at, ct)).Fails(out _, out var unknown))
        {
            await hold.Fail(run, at, RetryPolicy.Once, unknown, ct);
            return;
        }

        var its = scope.ServiceProvider.GetRequiredService<IActions>();
        Result<BegunRun> begun;
        await using (var change = scope.ServiceProvider.GetRequiredService<RunsDb>().Change())
        {
            if (await StepHold.Held(change, run, at, ct) is null)
            {
                return;
            }

            begun = await its.Start(change, at.ActionRun!.Value, ct);
            if (begun.Succeeded)
            {
                await change.Commit(ct);
            }
        }

        if (begun.Succeeded)
        {
            await its.Perform(acting, begun.Value);
        }
        else if (begun.Problem.Kind == ProblemKind.Forbidden)
        {
            await hold.Fail(run, at, RetryPolicy.Once, begun.Problem, ct);
        }

        // Otherwise it has moved on meanwhile; the next turn sees where to.
    }

    /// <summary>The action that a step is, through the integration that does it, if the publisher may have it done.</summary>
    public async Task<Result<IntegrationAction>> Find(IServiceProvider scoped, OpContext acting, OpContext op, PlaybookRun run, StepRun at, CancellationToken ct)
    {
        if ((await Resolve(acting, scoped.GetRequiredService<IIntegrations>(), at, ct)).Fails(out var found, out var unknown))
        {
            return unknown;
        }

        return await rights.More(op, run, ActionRights.Of(found.Action.Right), ct) is { } lacks ? lacks : found;
    }

    /// <summary>What is asked of it.</summary>
    public static ActionRequest Request(PlaybookRun run, StepRun at, IntegrationAction found)
    {
        var input = at.Input!.Value;
        return new ActionRequest(ActionProviders.Integrations, found.Integration.Id.Value.ToString(), found.Action.Key, input.GetProperty("parameters"))
        {
            Place = run.Place,
            Reason = input.GetProperty("reason").GetString() is { Length: > 0 } reason ? reason[..Math.Min(reason.Length, 2000)] : $"The playbook '{run.Name}'.",
            Origin = new ActionOrigin("playbook-run", run.Id.Value),
            ExpiresAfter = input.TryGetProperty("expiresInSeconds", out var seconds) ? TimeSpan.FromSeconds(seconds.GetInt64()) : null,
            // Of the run and the step, so that the same intent has the same mark outside; another attempt, begun after a certain failure, is another one.
            Reference = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{run.Id.Value:N} {at.Path} {at.Attempts}")))[..32],
        };
    }

    private async Task<bool> LeaveUndone(RunsDb runs, IActions its, ActionRunId of, PlaybookRun run, StepRun at, CancellationToken ct)
    {
        await using var change = runs.Change();
        if (await its.Find(change, of, ct) is not { State: ActionRunState.Undone })
        {
            return false;
        }

        if (await StepHold.Held(change, run, at, ct) is { } now)
        {
            RunsDb.Save(change, run.Id, now.Done(null, time.GetUtcNow()));
            await change.Commit(ct);
        }

        return true;
    }

    private static async Task<Result<IntegrationAction>> Resolve(OpContext acting, IIntegrations integrations, StepRun at, CancellationToken ct)
    {
        var input = at.Input!.Value;
        var (name, purpose, action) = (input.GetProperty("integration").GetString(), PurposeOf(input.GetProperty("purpose").GetString()), input.GetProperty("action").GetString());
        if (name is null)
        {
            return purpose is { } wanted && await integrations.FindFor(acting, wanted, ct) is { } able
                ? able
                : PlaybooksProblems.NoIntegration;
        }

        var found = (await integrations.Actions(acting, ct)).FirstOrDefault(a =>
            (a.Integration.Name == name || a.Integration.Id.Value.ToString() == name) && (purpose is null ? a.Action.Key == action : a.Action.Purpose == purpose));
        return found is not null ? found : PlaybooksProblems.UnknownAction;
    }

    private static ActionPurpose? PurposeOf(string? word) =>
        word is not null && Enum.TryParse<ActionPurpose>(word.Replace("_", "", StringComparison.Ordinal), ignoreCase: true, out var purpose) ? purpose : null;
}
