using Holdfast.Modules.Actions.Contracts;
using Holdfast.Modules.Actions.Domain;
using Holdfast.Modules.Integrations.Contracts;
using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity.Work;

namespace Holdfast.Modules.Actions;

/// <summary>Which runs a list holds; null members do not narrow it.</summary>
internal sealed record RunFilter(ActionRunState? State, Guid? Device, string? Through);

/// <summary>The module's statements.</summary>
internal sealed class ActionsDb(TenantSession session)
{
    private static Sql Columns => Sql.Constant("""
        id, provider, through, action, parameters, target, reference, basis, action_name, through_name, risk, summary, difference, digest,
        requested_by, created_at, state, due_at, organization_id, group_id, device_id, reason, origin, approval, started_at, ended_at, result, failure,
        inverse_action, inverse, undoes, undone_by, version, expires_after, holds_until, verification, verified_at, checks, action_right, ends_itself
        """);

    public Change Change() => session.Change();

    public Task<ActionRun?> Run(OpContext op, ActionRunId id, CancellationToken ct) =>
        session.First($"select {Columns} from action_run where tenant_id = {op.Tenant} and id = {id}{Within(op)}", Read, ct);

    public static Task<ActionRun?> ForUpdate(Change change, ActionRunId id, CancellationToken ct) =>
        change.First($"select {Columns} from action_run where tenant_id = {change.Op.Tenant} and id = {id}{Within(change.Op)} for update", Read, ct);

    /// <summary>The run for the module itself: whoever may touch one run has what is bound to it settled, wherever that hangs.</summary>
    public static Task<ActionRun?> AnywhereForUpdate(Change change, ActionRunId id, CancellationToken ct) =>
        change.First($"select {Columns} from action_run where tenant_id = {change.Op.Tenant} and id = {id} for update", Read, ct);

    public static Task<ActionRun?> Anywhere(Change change, ActionRunId id, CancellationToken ct) =>
        change.First($"select {Columns} from action_run where tenant_id = {change.Op.Tenant} and id = {id}", Read, ct);

    public Task<List<ActionRun>> Runs(OpContext op, RunFilter filter, PageRequest page, CancellationToken ct) => session.Query(
        $"""
        select {Columns} from action_run
         where tenant_id = {op.Tenant}{Only(filter)}{Within(op)}{page.Below("id")}
         order by id desc limit {page.Limit + 1}
        """,
        Read,
        ct);

    public static void Insert(Change change, ActionRun r)
    {
        change.Add($"""
            insert into action_run (tenant_id, {Columns})
            values ({change.Op.Tenant}, {r.Id}, {r.Work.Provider}, {r.Work.Through}, {r.Work.Action}, {r.Work.Parameters}, {OrNull(r.Work.Target)},
                    {r.Work.Reference}, {r.Work.Basis}, {r.ActionName}, {r.ThroughName}, {r.Risk}, {r.Plan.Summary}, {r.Plan.Difference}, {r.Digest},
                    {Json.Of(r.RequestedBy)}, {r.CreatedAt}, {r.State}, {r.DueAt}, {r.Place.Organization}, {r.Place.Group}, {r.Place.Device}, {r.Reason}, {OrNull(r.Origin)},
                    {OrNull(r.Approval)}, {r.StartedAt}, {r.EndedAt}, {r.Result}, {OrNull(r.Failure)}, {r.InverseAction}, {OrNull(r.Inverse)},
                    {r.Undoes}, {r.UndoneBy}, {r.Version}, {OrNone(r.ExpiresAfter)}, {r.HoldsUntil}, {r.Verification}, {r.VerifiedAt}, {r.Checks}, {r.Right}, {r.EndsItself})
            """);
        Watch(change, r);
    }

    public static void Update(Change change, ActionRun r)
    {
        change.Add($"""
            update action_run
               set state = {r.State}, due_at = {r.DueAt}, approval = {OrNull(r.Approval)}, started_at = {r.StartedAt}, ended_at = {r.EndedAt},
                   result = {r.Result}, failure = {OrNull(r.Failure)}, inverse = {OrNull(r.Inverse)}, undone_by = {r.UndoneBy}, version = {r.Version},
                   holds_until = {r.HoldsUntil}, verification = {r.Verification}, verified_at = {r.VerifiedAt}, checks = {r.Checks}, ends_itself = {r.EndsItself}
             where tenant_id = {change.Op.Tenant} and id = {r.Id}
            """);
        Watch(change, r);
    }

    public static void Delete(Change change, ActionRunId id)
    {
        change.Add($"delete from action_run where tenant_id = {change.Op.Tenant} and id = {id}");
        Unwatch(change, id);
    }

    public static void Unwatch(Change change, ActionRunId id) =>
        change.Add($"delete from action_run_due where tenant_id = {change.Op.Tenant} and run_id = {id}");

    /// <summary>Runs in a database, of whichever tenant, whose time is over.</summary>
    public static async Task<IReadOnlyList<WorkItem>> Due(Database database, WorkQuery wanted, CancellationToken ct) => await database.Ask(
        $"select tenant_id, run_id from action_run_due where due_at <= now() and tenant_id <> all({wanted.ExceptIds}) order by due_at limit {wanted.Limit}",
        row => new WorkItem(row.Id<TenantId>(), row.Uuid()),
        ct);

    /// <summary>Runs that take effect on a device hang where it stands.</summary>
    public static void Move(Change change, Guid device, ScopePath to) => change.Add($"""
        update action_run set organization_id = {to.Organization}, group_id = {to.Group} where tenant_id = {change.Op.Tenant} and device_id = {device}
        """);

    private static void Watch(Change change, ActionRun run)
    {
        if (run.DueAt is not { } due)
        {
            Unwatch(change, run.Id);
            return;
        }

        change.Add($"""
            insert into action_run_due (tenant_id, run_id, due_at) values ({change.Op.Tenant}, {run.Id}, {due})
            on conflict (tenant_id, run_id) do update set due_at = excluded.due_at
            """);
    }

    private static Sql Within(OpContext op) => op.Reach.Narrow("organization_id", "group_id", "device_id");

    private static Sql Only(RunFilter filter)
    {
        Sql state = filter.State is { } s ? $" and state = {s}" : Sql.Empty;
        Sql device = filter.Device is { } d ? $" and device_id = {d}" : Sql.Empty;
        Sql through = filter.Through is { } t ? $" and through = {t}" : Sql.Empty;
        return $"{state}{device}{through}";
    }

    private static Sql OrNone(TimeSpan? value) => value is { } span ? (Sql)$"{span}" : Sql.Constant("null");

    private static Json OrNull<T>(T? value) where T : class => value is null ? default : Json.Of(value);

    private static ActionRun Read(Row row) => new(
        row.Id<ActionRunId>(),
        new ActionWork(row.Text(), row.Text(), row.Text(), row.JsonOrNull()!.Value, row.JsonOrNull<ActionTarget>(), row.Text(), row.Text()),
        row.Text(),
        row.Text(),
        row.Enum<ActionRisk>(),
        new ActionPlan(row.Text(), row.JsonOrNull()!.Value),
        row.Text(),
        row.Json<RunPrincipal>(),
        row.Time())
    {
        State = row.Enum<ActionRunState>(),
        DueAt = row.TimeOrNull(),
        Place = new ScopePath(row.OrNull<Guid>(), row.OrNull<Guid>(), row.OrNull<Guid>()),
        Reason = row.TextOrNull(),
        Origin = row.JsonOrNull<ActionOrigin>(),
        Approval = row.JsonOrNull<RunApproval>(),
        StartedAt = row.TimeOrNull(),
        EndedAt = row.TimeOrNull(),
        Result = row.JsonOrNull(),
        Failure = row.JsonOrNull<ActionFailure>(),
        InverseAction = row.TextOrNull(),
        Inverse = row.JsonOrNull<RunInverse>(),
        Undoes = row.IdOrNull<ActionRunId>(),
        UndoneBy = row.IdOrNull<ActionRunId>(),
        Version = row.Long(),
        ExpiresAfter = row.OrNull<TimeSpan>(),
        HoldsUntil = row.TimeOrNull(),
        Verification = row.Enum<Verification>(),
        VerifiedAt = row.TimeOrNull(),
        Checks = row.Int(),
        Right = row.Enum<ActionRight>(),
        EndsItself = row.Bool(),
    };
}
