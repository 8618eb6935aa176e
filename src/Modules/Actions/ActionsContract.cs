using System.Text.Json;
using Holdfast.Modules.Actions.Contracts;
using Holdfast.Modules.Actions.Domain;
using Holdfast.Modules.Integrations.Contracts;
using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Microsoft.Extensions.Options;

namespace Holdfast.Modules.Actions;

/// <summary>Plans and runs actions, for this module's features and for other modules.</summary>
internal sealed class ActionsContract(ActionsDb db, IEnumerable<IActionProvider> providers, IAuthorizer authorizer, IOptions<ActionsOptions> options, TimeProvider time) : IActions
{
    public async Task<Result<PlannedRun>> Plan(OpContext op, ActionRequest request, CancellationToken ct)
    {
        if (await Find(op, request.Provider, request.Through, request.Action, ct) is not { } found)
        {
            return ActionsProblems.UnknownOffer;
        }

        if (await MayNot(op, found.Offer.Action.Right, request.Place, ct) is { } refused)
        {
            return refused;
        }

        return await Plan(op, request, found.Provider, found.Offer, ct);
    }

    public async Task<Result<ActionForecast>> Foresee(OpContext op, ActionRequest request, CancellationToken ct)
    {
        if (await Find(op, request.Provider, request.Through, request.Action, ct) is not { } found)
        {
            return ActionsProblems.UnknownOffer;
        }

        var action = found.Offer.Action;
        return await MayNot(op, action.Right, request.Place, ct) is { } refused ? refused
            : Parameters(request, found.Provider, found.Offer).Problem is { } wrong ? wrong
            : new ActionForecast(found.Offer.ThroughName, action.Name, action.Risk, options.Value.Terms().NeedApproval(action.Risk, action.Inverse));
    }

    public async Task<Result<PlannedRun>> PlanUndo(OpContext op, ActionRunId id, CancellationToken ct) =>
        await db.Run(op, id, ct) is not { } seen ? ActionsProblems.NotFound
        : seen.Undoing(id).Problem is { } refused ? refused
        : await Plan(op, Undoing(seen), ct);

    /// <summary>The same by the platform, of a run whose time is over: whoever planned it has planned that too.</summary>
    public async Task<Result<PlannedRun>> PlanExpiry(OpContext op, ActionRun expired, CancellationToken ct) =>
        expired.Inverse is null ? ActionsProblems.NoInverse
        : await Find(op, expired.Work.Provider, expired.Work.Through, expired.Inverse.Action, ct) is { } found ? await Plan(op, Undoing(expired), found.Provider, found.Offer, ct)
        : ActionsProblems.UnknownOffer;

    public async Task<Result<BegunRun>> BeginUndo(Change change, ActionRunId id, PlannedRun undoing, CancellationToken ct)
    {
        if (await ActionsDb.ForUpdate(change, id, ct) is not { } before)
        {
            return ActionsProblems.NotFound;
        }

        var marked = before.Undoing(undoing.Id);
        if (!marked.Succeeded)
        {
            return marked.Problem;
        }

        await RunBook.Move(change, before, marked.Value, null, ct);
        return Begin(change, undoing.Run with { Undoes = id });
    }

    private async Task<Result<PlannedRun>> Plan(OpContext op, ActionRequest request, IActionProvider provider, OfferedAction offer, CancellationToken ct)
    {
        if (Parameters(request, provider, offer).Fails(out var parameters, out var wrong))
        {
            return wrong;
        }

        var id = Id.New<ActionRunId>(time);
        var work = new ActionWork(request.Provider, request.Through, request.Action, parameters, request.Target, request.Reference ?? id.Value.ToString("N"), offer.Basis);
        var plan = await provider.Plan(op, work, ct);
        if (!plan.Succeeded)
        {
            return plan.Problem;
        }

        var digest = PlanDigest.Of(op.Tenant, id, work, plan.Value, request.ExpiresAfter);
        return new PlannedRun(new ActionRun(id, work, offer.Action.Name, offer.ThroughName, offer.Action.Risk, plan.Value, digest, RunPrincipal.Of(op.Principal), time.GetUtcNow())
        {
            Place = request.Place,
            Reason = request.Reason,
            Origin = request.Origin,
            InverseAction = offer.Action.Inverse,
            Right = offer.Action.Right,
            ExpiresAfter = request.ExpiresAfter,
            EndsItself = request.ExpiresAfter is not null && offer.Action.Lifetime is not null,
        }.Await(options.Value.Terms()));
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

        if (await MayNot(change.Op, run.Right, run.Place, ct) is { } refused)
        {
            return refused;
        }

        // Of what stands in the row now: a row that was changed behind our back is not what was approved.
        var started = run.Start(PlanDigest.Of(change.Op.Tenant, run.Id, run.Work, run.Plan, run.ExpiresAfter), options.Value.Terms(), time.GetUtcNow());
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
        var ended = before.Finish(outcome, options.Value.Terms(), time.GetUtcNow());
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

    private static ActionRequest Undoing(ActionRun run) => new(run.Work.Provider, run.Work.Through, run.Inverse!.Action, run.Inverse.Parameters)
    {
        Target = run.Work.Target,
        Place = run.Place,
        Origin = new ActionOrigin("action-run", run.Id.Value),
    };

    private async Task<(IActionProvider Provider, OfferedAction Offer)?> Find(OpContext op, string key, string through, string action, CancellationToken ct) =>
        providers.FirstOrDefault(p => p.Key == key) is { } provider && await provider.Find(op, through, action, ct) is { } offer ? (provider, offer) : null;

    // The caller has answered for running actions; this is what the action takes besides.
    private async Task<Problem?> MayNot(OpContext op, ActionRight right, ScopePath place, CancellationToken ct) =>
        ActionsPermissions.Of(right) is { } permission && !(await authorizer.Reach(op, permission, ct)).Covers(place) ? OperationProblems.OutOfReach(permission.Name) : null;

    private static bool IsWithin(ScopePath place, ScopePath of) =>
        (of.Organization is null || of.Organization == place.Organization) && (of.Group is null || of.Group == place.Group);

    // What is given to the product, or why it is not asked.
    private static Result<JsonElement> Parameters(ActionRequest request, IActionProvider provider, OfferedAction offer)
    {
        if (!IsWithin(request.Place, offer.Place))
        {
            return ActionsProblems.Elsewhere;
        }

        if (request.ExpiresAfter is not null && offer.Action is { Inverse: null, Lifetime: null })
        {
            return ActionsProblems.CannotExpire;
        }

        var parameters = Lasting(offer.Action, request.Parameters, request.ExpiresAfter);
        return provider.Check(offer, parameters) is { } wrong ? wrong : parameters;
    }

    // Where the product ends it by itself, it is told when.
    private static JsonElement Lasting(ActionDescription action, JsonElement parameters, TimeSpan? expiresAfter)
    {
        if (action.Lifetime is not { } name || expiresAfter is not { } after || parameters.ValueKind != JsonValueKind.Object)
        {
            return parameters;
        }

        var all = parameters.EnumerateObject().Where(p => p.Name != name).ToDictionary(p => p.Name, p => p.Value);
        all[name] = JsonSerializer.SerializeToElement((long)after.TotalSeconds);
        return JsonSerializer.SerializeToElement(all);
    }

    private static string? CodeOf(ActionOutcome outcome) => outcome switch
    {
        ActionOutcome.Refused no => no.Code,
        ActionOutcome.Failed failed => failed.Code,
        _ => null,
    };
}
