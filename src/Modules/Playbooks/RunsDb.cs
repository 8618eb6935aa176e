using Holdfast.Modules.Actions.Contracts;
using Holdfast.Modules.Playbooks.Contracts;
using Holdfast.Modules.Playbooks.Domain;
using Holdfast.Modules.Playbooks.Reactions;
using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity.Work;

namespace Holdfast.Modules.Playbooks;

/// <summary>Which runs a list holds; null members do not narrow it.</summary>
internal sealed record RunFilter(RunState? State, PlaybookId? Playbook);

/// <summary>How many runs of a playbook there are: under way, and begun in the last hour; and of all its tenant's.</summary>
internal sealed record RunCounts(long Active, long InHour, long OfTenantInHour);

/// <summary>Statements on runs and their steps.</summary>
internal sealed class RunsDb(TenantSession session)
{
    private static Sql Columns => Sql.Constant("""
        id, playbook_id, name, number, cause, event_id, origin, inputs, organization_id, group_id, device_id, publisher, created_at, state, wish, started_by, chain,
        started_at, ended_at, deadline_at, failure, claim, version
        """);

    private static Sql StepColumns => Sql.Constant("""
        path, step, kind, sequence, started_at, state, attempts, input, input_digest, output, failure, action_run_id, waits_for, decision, due_at, ended_at
        """);

    public Change Change() => session.Change();

    public Task<PlaybookRun?> Run(OpContext op, PlaybookRunId id, CancellationToken ct) =>
        session.First($"select {Columns} from playbook_run where tenant_id = {op.Tenant} and id = {id}{Within(op)}", Read, ct);

    public Task<List<PlaybookRun>> Runs(OpContext op, RunFilter filter, PageRequest page, CancellationToken ct) => session.Query(
        $"select {Columns} from playbook_run where tenant_id = {op.Tenant}{Only(filter)}{Within(op)}{page.Below("id")} order by id desc limit {page.Limit + 1}", Read, ct);

    /// <summary>Steps that ask for approval, each with its run, the newest runs first; of a run there is one at most.</summary>
    public Task<List<(PlaybookRun Run, StepRun Step)>> Asking(OpContext op, PageRequest page, CancellationToken ct) => session.Query(
        $"""
        select r.*, s.*
          from (select {Columns} from playbook_run where tenant_id = {op.Tenant} and ended_at is null{Within(op)}{page.Below("id")}) r,
               lateral (select {StepColumns} from playbook_step s
                         where s.tenant_id = {op.Tenant} and s.run_id = r.id and s.kind = 'approval' and s.state = 'WAITING' and s.decision is null) s
         order by r.id desc limit {page.Limit + 1}
        """,
        row => (Read(row), ReadStep(row)),
        ct);

    public Task<List<StepRun>> Steps(OpContext op, PlaybookRunId id, CancellationToken ct) =>
        session.Query($"select {StepColumns} from playbook_step where tenant_id = {op.Tenant} and run_id = {id} order by sequence", ReadStep, ct);

    public static Task<PlaybookRun?> ForUpdate(Change change, PlaybookRunId id, CancellationToken ct) =>
        change.First($"select {Columns} from playbook_run where tenant_id = {change.Op.Tenant} and id = {id}{Within(change.Op)} for update", Read, ct);

    /// <summary>The run for the module itself, wherever it hangs.</summary>
    public static Task<PlaybookRun?> AnywhereForUpdate(Change change, PlaybookRunId id, CancellationToken ct) =>
        change.First($"select {Columns} from playbook_run where tenant_id = {change.Op.Tenant} and id = {id} for update", Read, ct);

    public static Task<PlaybookRun?> Anywhere(Change change, PlaybookRunId id, CancellationToken ct) =>
        change.First($"select {Columns} from playbook_run where tenant_id = {change.Op.Tenant} and id = {id}", Read, ct);

    public static Task<List<StepRun>> Steps(Change change, PlaybookRunId id, CancellationToken ct) =>
        change.Query($"select {StepColumns} from playbook_step where tenant_id = {change.Op.Tenant} and run_id = {id} order by sequence", ReadStep, ct);

    /// <summary>The run of which a step has begun an action run; held until the change ends. Null when none has.</summary>
    public static Task<PlaybookRun?> OfAction(Change change, Guid action, CancellationToken ct) => change.First(
        $"""
        select {Columns} from playbook_run
         where tenant_id = {change.Op.Tenant} and id in (select run_id from playbook_step where tenant_id = {change.Op.Tenant} and action_run_id = {action}) for update
        """,
        Read,
        ct);

    /// <summary>The runs with a step that waits for an event, and whose playbook hears of the place where it happened; held until the change ends.</summary>
    public static Task<List<PlaybookRun>> WaitingFor(Change change, StoredEvent stored, CancellationToken ct) => change.Query(
        $"""
        select {Columns} from playbook_run
         where tenant_id = {change.Op.Tenant} and ended_at is null
           and id in (select run_id from playbook_step where tenant_id = {change.Op.Tenant} and waits_for = {stored.Name})
           and playbook_id in (
               select p.id from playbook p
                where p.tenant_id = {change.Op.Tenant}
                  and case when p.group_id is not null then p.group_id = {stored.Path.Group}
                           when p.organization_id is not null then p.organization_id = {stored.Path.Organization}
                           else true end)
         order by id for update
        """,
        Read,
        ct);

    public static async Task<RunCounts> Counts(Change change, PlaybookId id, DateTimeOffset now, CancellationToken ct) => (await change.First(
        $"""
        select (select count(*) from playbook_run where tenant_id = {change.Op.Tenant} and playbook_id = {id} and ended_at is null and state <> 'QUEUED'),
               (select count(*) from playbook_run where tenant_id = {change.Op.Tenant} and playbook_id = {id} and created_at > {now - TimeSpan.FromHours(1)} and state <> 'REFUSED'),
               (select count(*) from playbook_run where tenant_id = {change.Op.Tenant} and created_at > {now - TimeSpan.FromHours(1)} and state <> 'REFUSED')
        """,
        row => new RunCounts(row.Long(), row.Long(), row.Long()),
        ct))!;

    /// <summary>Whether a run of this playbook was refused with this code since a moment.</summary>
    public static async Task<bool> WasRefused(Change change, PlaybookId id, string code, DateTimeOffset since, CancellationToken ct) => await change.First(
        $"""
        select exists (select from playbook_run
            where tenant_id = {change.Op.Tenant} and playbook_id = {id} and state = 'REFUSED' and failure ->> 'code' = {code} and created_at >= {since})
        """,
        row => row.Bool(),
        ct);

    /// <summary>The queued run of a playbook that waits longest; null when none does.</summary>
    public static async Task<PlaybookRunId?> NextQueued(Change change, PlaybookId id, CancellationToken ct) => (await change.Query(
        $"select id from playbook_run where tenant_id = {change.Op.Tenant} and playbook_id = {id} and state = 'QUEUED' and ended_at is null order by id limit 1",
        row => row.Id<PlaybookRunId>(),
        ct)) is [var first] ? first : null;

    public static async Task<bool> HasActive(Change change, PlaybookId id, CancellationToken ct) => await change.First(
        $"select exists (select from playbook_run where tenant_id = {change.Op.Tenant} and playbook_id = {id} and ended_at is null)", row => row.Bool(), ct);

    /// <summary>The run of a playbook for an event; null when there is none.</summary>
    public static Task<PlaybookRun?> OfEvent(Change change, PlaybookId playbook, Guid cause, CancellationToken ct) =>
        change.First($"select {Columns} from playbook_run where tenant_id = {change.Op.Tenant} and playbook_id = {playbook} and event_id = {cause}", Read, ct);

    /// <summary>Runs that act on a device hang where it stands.</summary>
    public static void Move(Change change, Guid device, ScopePath to) =>
        change.Add($"update playbook_run set organization_id = {to.Organization}, group_id = {to.Group} where tenant_id = {change.Op.Tenant} and device_id = {device}");

    public static void Insert(Change change, PlaybookRun r)
    {
        change.Add($"""
            insert into playbook_run (tenant_id, {Columns})
            values ({change.Op.Tenant}, {r.Id}, {r.Playbook}, {r.Name}, {r.Number}, {r.Cause}, {r.EventId}, {Json.Of(r.Origin)}, {r.Inputs}, {r.Place.Organization}, {r.Place.Group}, {r.Place.Device},
                    {Json.Of(r.Publisher)}, {r.CreatedAt}, {r.State}, {r.Wish}, {OrNull(r.StartedBy)}, {r.Chain.ToArray()}, {r.StartedAt}, {r.EndedAt}, {r.DeadlineAt}, {OrNull(r.Failure)}, {r.Claim}, {r.Version})
            """);
        change.Add($"insert into playbook_pruning (tenant_id, due_at) values ({change.Op.Tenant}, now()) on conflict do nothing");
    }

    public static void Update(Change change, PlaybookRun r) => change.Add($"""
        update playbook_run
           set state = {r.State}, wish = {r.Wish}, started_at = {r.StartedAt}, ended_at = {r.EndedAt}, deadline_at = {r.DeadlineAt}, failure = {OrNull(r.Failure)}, claim = {r.Claim}, version = version + 1
         where tenant_id = {change.Op.Tenant} and id = {r.Id}
        """);

    public static void Save(Change change, PlaybookRunId run, StepRun s)
    {
        change.Add($"""
            insert into playbook_step (tenant_id, run_id, {StepColumns})
            values ({change.Op.Tenant}, {run}, {s.Path}, {s.Step}, {s.Kind}, {s.Sequence}, {s.StartedAt}, {s.State}, {s.Attempts}, {s.Input}, {s.InputDigest}, {s.Output}, {OrNull(s.Failure)},
                    {s.ActionRun}, {s.WaitsFor}, {OrNull(s.Decision)}, {s.DueAt}, {s.EndedAt})
            on conflict (tenant_id, run_id, path) do update
               set state = excluded.state, attempts = excluded.attempts, output = excluded.output, failure = excluded.failure, action_run_id = excluded.action_run_id,
                   waits_for = excluded.waits_for, decision = excluded.decision, due_at = excluded.due_at, ended_at = excluded.ended_at
            """);
    }

    /// <summary>The run hears of an event from this commit on, or of none.</summary>
    public static void Hear(Change change, PlaybookRunId run, string? name) => EventInterest.Set(change, StartRunsOnEvents.Lane, run.Value, name is null ? [] : [name]);

    /// <summary>It is gone on with at this time; never by itself when null.</summary>
    public static void Due(Change change, PlaybookRunId run, DateTimeOffset? at)
    {
        if (at is { } due)
        {
            change.Add($"""
                insert into playbook_run_due (tenant_id, run_id, due_at) values ({change.Op.Tenant}, {run}, {due})
                on conflict (tenant_id, run_id) do update set due_at = excluded.due_at
                """);
        }
        else
        {
            change.Add($"delete from playbook_run_due where tenant_id = {change.Op.Tenant} and run_id = {run}");
        }
    }

    /// <summary>Takes a due run on until a lease ends; false when it is not due or another process has it.</summary>
    public static async Task<bool> Claim(Change change, PlaybookRunId run, TimeSpan lease, CancellationToken ct) => await change.Execute(
        $"update playbook_run_due set due_at = now() + {lease} where tenant_id = {change.Op.Tenant} and run_id = {run} and due_at <= now()", ct) == 1;

    /// <summary>Runs in a database, of whichever tenant, that have something to do.</summary>
    public static async Task<IReadOnlyList<WorkItem>> Due(Database database, WorkQuery wanted, CancellationToken ct) => await database.Ask(
        $"select tenant_id, run_id from playbook_run_due where due_at <= now() and tenant_id <> all({wanted.ExceptIds}) order by due_at limit {wanted.Limit}",
        row => new WorkItem(row.Id<TenantId>(), row.Uuid()),
        ct);

    /// <summary>Tenants whose old runs have not been looked for lately.</summary>
    public static async Task<IReadOnlyList<WorkItem>> DuePruning(Database database, WorkQuery wanted, CancellationToken ct) => await database.Ask(
        $"select tenant_id from playbook_pruning where due_at <= now() and tenant_id <> all({wanted.ExceptIds}) order by due_at limit {wanted.Limit}",
        row => new WorkItem(row.Id<TenantId>()),
        ct);

    /// <summary>Removes up to so many runs, with their steps, that ended longer ago than that; of each playbook the newest stays. The next look is in an hour.</summary>
    public async Task<int> Prune(TimeSpan retention, int limit, CancellationToken ct)
    {
        await using var change = session.Bookkeeping();
        var removed = await change.Execute(
            $"""
            delete from playbook_run where tenant_id = {change.Op.Tenant} and id = any(array(
                select r.id from playbook_run r
                 where r.tenant_id = {change.Op.Tenant} and r.ended_at < now() - {retention}
                   and exists (select from playbook_run n where n.tenant_id = r.tenant_id and n.playbook_id = r.playbook_id and (n.created_at, n.id) > (r.created_at, r.id))
                 order by r.ended_at limit {limit} for update skip locked))
            """,
            ct);
        change.Add($"update playbook_pruning set due_at = now() + interval '1 hour' where tenant_id = {change.Op.Tenant}");
        await change.Commit(ct);
        return removed;
    }

    private static Sql Within(OpContext op) => op.Reach.Narrow("organization_id", "group_id", "device_id");

    private static Sql Only(RunFilter filter)
    {
        Sql state = filter.State is { } s ? $" and state = {s}" : Sql.Empty;
        Sql playbook = filter.Playbook is { } p ? $" and playbook_id = {p}" : Sql.Empty;
        return $"{state}{playbook}";
    }

    private static Json OrNull<T>(T? value) where T : class => value is null ? default : Json.Of(value);

    private static PlaybookRun Read(Row row) => new(
        row.Id<PlaybookRunId>(),
        row.Id<PlaybookId>(),
        row.Text(),
        row.Int(),
        row.Enum<RunCause>(),
        row.OrNull<Guid>(),
        row.Json<RunOrigin>(),
        row.JsonOrNull()!.Value,
        new ScopePath(row.OrNull<Guid>(), row.OrNull<Guid>(), row.OrNull<Guid>()),
        row.Json<RunPerson>(),
        row.Time())
    {
        State = row.Enum<RunState>(),
        Wish = row.Enum<RunWish>(),
        StartedBy = row.JsonOrNull<RunPerson>(),
        Chain = row.Get<Guid[]>(),
        StartedAt = row.TimeOrNull(),
        EndedAt = row.TimeOrNull(),
        DeadlineAt = row.TimeOrNull(),
        Failure = row.JsonOrNull<RunFailure>(),
        Claim = row.Long(),
        Version = row.Long(),
    };

    private static StepRun ReadStep(Row row) => new(row.Text(), row.Text(), row.Text(), row.Int(), row.Time())
    {
        State = row.Enum<StepState>(),
        Attempts = row.Int(),
        Input = row.JsonOrNull(),
        InputDigest = row.TextOrNull(),
        Output = row.JsonOrNull(),
        Failure = row.JsonOrNull<RunFailure>(),
        ActionRun = row.IdOrNull<ActionRunId>(),
        WaitsFor = row.TextOrNull(),
        Decision = row.JsonOrNull<StepDecision>(),
        DueAt = row.TimeOrNull(),
        EndedAt = row.TimeOrNull(),
    };
}
