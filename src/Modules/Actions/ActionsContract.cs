using Holdfast.Modules.Actions.Contracts;
using Holdfast.Modules.Actions.Domain;
using Holdfast.Modules.Integrations.Contracts;
using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;
using Microsoft.Extensions.Options;

namespace Holdfast.Modules.Actions;

/// <summary>Plans and runs actions, for this module's features and for other modules.</summary>
internal sealed class ActionsContract(ActionsDb db, IEnumerable<IActionProvider> providers, IOptions<ActionsOptions> options, TimeProvider time) : IActions
{
    public async Task<Result<PlannedRun>> Plan(OpContext op, ActionRequest request, CancellationToken ct)
    {
        if (providers.FirstOrDefault(p => p.Key == request.Provider) is not { } provider
            || await provider.Find(op, request.Through, request.Action, ct) is not { } offer)
        {
            return ActionsProblems.UnknownOffer;
        }

        if (provider.Check(offer, request.Parameters) is { } wrong)
        {
            return wrong;
        }

        var id = Id.New<ActionRunId>(time);
        var work = new ActionWork(
            request.Provider, request.Through, request.Action, request.Parameters, request.Target, request.Reference ?? id.Value.ToString("N"), offer.Basis);
        var plan = await provider.Plan(op, work, ct);
        return plan.Succeeded
            ? new PlannedRun(new ActionRun(
                id, work, offer.Action.Name, offer.ThroughName, offer.Action.Risk, plan.Value, PlanDigest.Of(op.Tenant, id, work, plan.Value), RunPrincipal.Of(op.Principal), time.GetUtcNow())
            {
                Place = request.Place,
                Reason = request.Reason,
                Origin = request.Origin,
                InverseAction = offer.Action.Inverse,
            }.Await(options.Value.Terms()))
            : plan.Problem;
    }

    public BegunRun Begin(Change change, PlannedRun planned) => Begin(change, planned.Run);

    public BegunRun Begin(Change change, ActionRun run)
    {
        var begun = run.State == ActionRunState.AwaitingApproval ? run : run.Start(run.Digest, options.Value.Terms(), time.GetUtcNow()).Value;
        RunBook.Add(change, begun);
        return new BegunRun(begun);
    }

    public async Task<Result<BegunRun>> Start(Change change, ActionRunId id, CancellationToken ct)
    {
        if (await ActionsDb.AnywhereForUpdate(change, id, ct) is not { } run)
        {
            return ActionsProblems.NotFound;
        }

        // Of what stands in the row now: a row that was changed behind our back is not what was approved.
        var started = run.Start(PlanDigest.Of(change.Op.Tenant, run.Id, run.Work, run.Plan), options.Value.Terms(), time.GetUtcNow());
        if (!started.Succeeded)
        {
            return started.Problem;
        }

        await RunBook.Move(change, run, started.Value, "actions.start_run", ct);
        return new BegunRun(started.Value);
    }

    public async Task<ActionRunSummary> Perform(OpContext op, BegunRun begun) => (await Perform(op, begun.Run)).Summary;

    public async Task<ActionRun> Perform(OpContext op, ActionRun run)
    {
        if (run.State != ActionRunState.Running)
        {
            return run;
        }

        var outcome = await providers.First(p => p.Key == run.Work.Provider).Perform(op, run.Work, CancellationToken.None);
        await using var change = db.Change();
        var before = (await ActionsDb.AnywhereForUpdate(change, run.Id, CancellationToken.None))!;
        var ended = before.Finish(outcome, time.GetUtcNow());
        if (ended.Succeeded)
        {
            await RunBook.Move(change, before, ended.Value, "actions.start_run", CancellationToken.None);
        }
        else
        {
            // More is known already; what the product said is written down all the same.
            change.Audit(RunBook.Fact(before, before) with { Action = "actions.start_run", Outcome = AuditOutcome.Failure, Severity = AuditSeverity.Warning, Error = CodeOf(outcome) });
        }

        await change.Commit(CancellationToken.None);
        return ended.Succeeded ? ended.Value : before;
    }

    public async Task<ActionRunSummary?> Find(Change change, ActionRunId id, CancellationToken ct) => (await ActionsDb.Anywhere(change, id, ct))?.Summary;

    /// <summary>Whether a run is done, by its provider.</summary>
    public Task<PostCheck> PostCheck(OpContext op, ActionRun run, CancellationToken ct) => providers.First(p => p.Key == run.Work.Provider).PostCheck(op, run.Work, ct);

    private static string? CodeOf(ActionOutcome outcome) => outcome switch
    {
        ActionOutcome.Refused no => no.Code,
        ActionOutcome.Failed failed => failed.Code,
        _ => null,
    };
}
