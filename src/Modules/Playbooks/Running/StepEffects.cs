using System.Security.Cryptography;
using System.Text;
using Holdfast.Modules.Actions.Contracts;
using Holdfast.Modules.Integrations.Contracts;
using Holdfast.Modules.Playbooks.Contracts;
using Holdfast.Modules.Playbooks.Definitions;
using Holdfast.Modules.Playbooks.Domain;
using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Microsoft.Extensions.DependencyInjection;

namespace Holdfast.Modules.Playbooks.Running;

/// <summary>
/// Brings about what steps are to do, for who published the playbook and with no more than they may do now. What happens in the tenant's store commits with
/// the step's outcome; an action's run is begun with the step that names it, and performed after.
/// </summary>
internal sealed class StepEffects(IServiceProvider services, RunsDb db, StepRights rights, TimeProvider time)
{
    public Task Do(OpContext op, PlaybookRun run, Next next, CancellationToken ct) => next switch
    {
        StartNext start => Start(op, run, start.Step, ct),
        EffectNext { Step: var at, Definition: { Body: ActionBody } step } => Begin(op, run, at, step, ct),
        EffectNext { Step: var at, Definition: { Body: TicketBody ticket } step } => WithTicket(op, run, at, step, ticket, ct),
        EffectNext { Step: var at, Definition: { Body: NotifyBody } step } => Notify(op, run, at, step, ct),
        _ => throw new InvalidOperationException($"{next} is no effect."),
    };

    private async Task Begin(OpContext op, PlaybookRun run, StepRun at, Step step, CancellationToken ct)
    {
        if ((await rights.Of(op, run, StepRights.Execute, ct)).Fails(out var acting, out var lacks))
        {
            await Fail(run, at, step, lacks, ct);
            return;
        }

        await using var scope = services.OpenWork(acting);
        var (its, integrations) = (scope.ServiceProvider.GetRequiredService<IActions>(), scope.ServiceProvider.GetRequiredService<IIntegrations>());
        if ((await Resolve(acting, integrations, at, ct)).Fails(out var found, out var unknown))
        {
            await Fail(run, at, step, unknown, ct);
            return;
        }

        if (await rights.More(op, run, found.Action.Right, ct) is { } lacksMore)
        {
            await Fail(run, at, step, lacksMore, ct);
            return;
        }

        var planned = await its.Plan(acting, Request(run, at, found), ct);
        if (!planned.Succeeded)
        {
            await Fail(run, at, step, planned.Problem, ct);
            return;
        }

        BegunRun begun;
        await using (var change = scope.ServiceProvider.GetRequiredService<RunsDb>().Change())
        {
            if (await Held(change, run, at, ct) is not { } now)
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

    // It was approved: whether the publisher still may is asked anew, for the approval allows the action and not the person.
    private async Task Start(OpContext op, PlaybookRun run, StepRun at, CancellationToken ct)
    {
        var step = new Step(at.Step, new ActionBody(null, null, null, Definitions.Values.ObjectValue.None, null));
        if ((await rights.Of(op, run, StepRights.Execute, ct)).Fails(out var acting, out var lacks))
        {
            await Fail(run, at, step, lacks, ct);
            return;
        }

        await using var scope = services.OpenWork(acting);
        var (its, integrations) = (scope.ServiceProvider.GetRequiredService<IActions>(), scope.ServiceProvider.GetRequiredService<IIntegrations>());
        if ((await Resolve(acting, integrations, at, ct)).Fails(out var found, out var unknown))
        {
            await Fail(run, at, step, unknown, ct);
            return;
        }

        if (await rights.More(op, run, found.Action.Right, ct) is { } lacksMore)
        {
            await Fail(run, at, step, lacksMore, ct);
            return;
        }

        Result<BegunRun> begun;
        await using (var change = scope.ServiceProvider.GetRequiredService<RunsDb>().Change())
        {
            if (await Held(change, run, at, ct) is null)
            {
                return;
            }

            begun = await its.Start(change, at.ActionRun!.Value, ct);
            if (!begun.Succeeded)
            {
                // It has moved on meanwhile; the next turn sees where to.
                return;
            }

            await change.Commit(ct);
        }

        await its.Perform(acting, begun.Value);
    }

    private async Task WithTicket(OpContext op, PlaybookRun run, StepRun at, Step step, TicketBody body, CancellationToken ct)
    {
        if ((await rights.Of(op, run, StepRights.Tickets, ct)).Fails(out var acting, out var lacks))
        {
            await Fail(run, at, step, lacks, ct);
            return;
        }

        await using var scope = services.OpenWork(acting);
        Problem? refused;
        await using (var change = scope.ServiceProvider.GetRequiredService<RunsDb>().Change())
        {
            if (await Held(change, run, at, ct) is not { } now)
            {
                return;
            }

            var done = await scope.ServiceProvider.GetRequiredService<TicketSteps>().Do(change, body.Act, now.Input ?? default, run.Place, ct);
            refused = done.Problem;
            if (done.Succeeded)
            {
                RunsDb.Save(change, run.Id, now.Done(done.Value, time.GetUtcNow()));
                refused = await change.Commit(ct);
            }
        }

        if (refused is not null)
        {
            await Fail(run, at, step, refused, ct);
        }
    }

    private async Task Notify(OpContext op, PlaybookRun run, StepRun at, Step step, CancellationToken ct)
    {
        if ((await rights.Of(op, run, PlaybooksPermissions.Publish.Name, ct)).Fails(out var acting, out var lacks))
        {
            await Fail(run, at, step, lacks, ct);
            return;
        }

        await using var scope = services.OpenWork(acting);
        await using var change = scope.ServiceProvider.GetRequiredService<RunsDb>().Change();
        if (await Held(change, run, at, ct) is not { Input: { } said } now)
        {
            return;
        }

        change.Publish(new PlaybookNotified(run.Id, run.Playbook, run.Name, Line(said.GetProperty("subject").GetString()!), said.GetProperty("text").GetString()!), run.Place);
        change.Audit(RunBook.Fact(run, run));
        RunsDb.Save(change, run.Id, now.Done(null, time.GetUtcNow()));
        await change.Commit(ct);
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

    private static ActionRequest Request(PlaybookRun run, StepRun at, IntegrationAction found)
    {
        var input = at.Input!.Value;
        return new ActionRequest(ActionProviders.Integrations, found.Integration.Id.Value.ToString(), found.Action.Key, input.GetProperty("parameters"))
        {
            Place = run.Place,
            Reason = input.GetProperty("reason").GetString() is { Length: > 0 } reason ? reason[..Math.Min(reason.Length, 2000)] : $"The playbook '{run.Name}'.",
            Origin = new ActionOrigin("playbook-run", run.Id.Value),
            // Of the run and the step, so that the same intent has the same mark outside; another attempt, begun after a certain failure, is another one.
            Reference = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{run.Id.Value:N} {at.Path} {at.Attempts}")))[..32],
        };
    }

    /// <summary>The step as it is, with its run held by the change; null when it is not to be done now: another process or somebody has moved on with the run.</summary>
    private static async Task<StepRun?> Held(Change change, PlaybookRun run, StepRun at, CancellationToken ct)
    {
        if (await RunsDb.AnywhereForUpdate(change, run.Id, ct) is not { HasEnded: false } held || held.Claim != run.Claim || held.Wish != RunWish.None)
        {
            return null;
        }

        return (await RunsDb.Steps(change, run.Id, ct)).Find(s => s.Path == at.Path) is { State: StepState.Running } now && now.ActionRun == at.ActionRun ? now : null;
    }

    // Nothing was done. What may be better later is tried again, where the step says so.
    private async Task Fail(PlaybookRun run, StepRun at, Step step, Problem problem, CancellationToken ct)
    {
        await using var change = db.Change();
        if (await Held(change, run, at, ct) is not { } now)
        {
            return;
        }

        var failure = new RunFailure(problem.Code, problem.Detail);
        var passes = problem.Kind is ProblemKind.Unavailable or ProblemKind.TooMany && at.Attempts < step.Retry.Attempts;
        RunsDb.Save(change, run.Id, passes ? now.Again(step.Retry, failure, time.GetUtcNow()) : now.Failed(problem.Code, problem.Detail, time.GetUtcNow()));
        await change.Commit(ct);
    }

    private static string Line(string text)
    {
        var line = new string([.. text.Where(c => !char.IsControl(c))]);
        return line.Length <= 200 ? line : line[..200];
    }
}
