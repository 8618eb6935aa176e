using Holdfast.Platform.Kernel;
using Npgsql;

namespace Holdfast.Platform.Data;

/// <summary>
/// One transaction: reads take their locks first, writes gather in memory, and <see cref="Commit"/> sends them with the events, the audit
/// entries and COMMIT in a single batch. Disposed without commit, nothing has happened.
/// </summary>
public sealed class Change : IReads, ICommitDraft, IAsyncDisposable
{
    private readonly Session session;
    private readonly CommitPipeline pipeline;
    private readonly List<Sql> writes = [];
    private readonly Dictionary<string, Problem> conflicts = new(StringComparer.Ordinal);
    private NpgsqlConnection? connection;
    private Prepared? prepared;

    // The tenant's store, once something of it is asked for.
    private Store? entered;

    internal Change(Session session, CommitPipeline pipeline)
    {
        this.session = session;
        this.pipeline = pipeline;
    }

    /// <summary>On whose behalf.</summary>
    public OpContext Op => session.Op;

    /// <summary>Whether it changes the platform's own books only, and owes no audit entry for itself.</summary>
    public bool IsBookkeeping { get; internal init; }

    /// <summary>What the audit entries of this change say, besides who and where from.</summary>
    public IReadOnlyList<AuditFact> Facts => facts;

    /// <summary>The events that this change publishes.</summary>
    public IReadOnlyList<EventDraft> Events => events;

    /// <summary>Committed, refused or abandoned.</summary>
    public bool Completed { get; private set; }

    private readonly List<AuditFact> facts = [];
    private readonly List<EventDraft> events = [];
    private readonly List<OtherTenant> others = [];
    private readonly List<Action> after = [];

    /// <summary>Every row of a query inside the transaction; use <c>for update</c> on what will be changed.</summary>
    public async Task<List<T>> Query<T>(Sql sql, Func<Row, T> read, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(sql);
        await using var batch = await Batch(ct);
        var skip = batch.BatchCommands.Count;
        batch.BatchCommands.Add(sql.ToCommand());
        return await Send(batch, async () =>
        {
            await using var reader = await batch.ExecuteReaderAsync(ct);
            // BEGIN gives no result set, the settings give one.
            if (skip > 0)
            {
                await reader.NextResultAsync(ct);
            }

            return await Session.Drain(reader, read, ct);
        });
    }

    /// <summary>The first row of a query inside the transaction, or the default.</summary>
    public async Task<T?> First<T>(Sql sql, Func<Row, T> read, CancellationToken ct)
    {
        var rows = await Query(sql, read, ct);
        return rows.Count > 0 ? rows[0] : default;
    }

    /// <summary>Runs a statement inside the transaction now and answers how many rows it touched. Prefer <see cref="Add"/>.</summary>
    public async Task<int> Execute(Sql sql, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(sql);
        await using var batch = await Batch(ct);
        var command = sql.ToCommand();
        batch.BatchCommands.Add(command);
        await Send(batch, () => batch.ExecuteNonQueryAsync(ct));
        return (int)command.RecordsAffected;
    }

    /// <summary>A write that goes with the commit.</summary>
    public void Add(Sql sql) => writes.Add(sql);

    /// <summary>An event that commits with the change and reaches its handlers after.</summary>
    /// <param name="what">What has happened.</param>
    /// <param name="path">Where in the tenant's tree; left out, at the tenant, and only who has a right on all of it hears of it.</param>
    public void Publish<TEvent>(TEvent what, ScopePath path = default) where TEvent : IEvent => events.Add(EventDraft.Of(what, path, pipeline.Time));

    /// <summary>What the audit entry of this change says. Without one, the entry names the operation alone.</summary>
    public void Audit(AuditFact fact) => facts.Add(fact);

    /// <summary>What this change says in another tenant that it concerns; of a change in the control store with sight of all tenants.</summary>
    /// <exception cref="InvalidOperationException">It is another change, or that tenant is its own.</exception>
    public OtherTenant In(TenantId other)
    {
        if (session is not ControlSession { SeesAll: true } || other == Op.Tenant)
        {
            throw new InvalidOperationException("Only a change in the control store with sight of all tenants says something in another one.");
        }

        if (others.Find(o => o.Op.Tenant == other) is not { } draft)
        {
            others.Add(draft = new OtherTenant(Op.In(other), pipeline));
        }

        return draft;
    }

    /// <summary>What to do once it is committed, such as waking somebody. It may get lost, and must not throw.</summary>
    public void OnCommitted(Action act) => after.Add(act);

    /// <summary>What to answer when the commit violates a unique or check constraint of this name.</summary>
    public void OnViolation(string constraint, Problem problem) => conflicts[constraint] = problem;

    /// <summary>Copies rows into a table by PostgreSQL's binary COPY, inside the transaction.</summary>
    /// <param name="copy">A constant <c>copy … from stdin (format binary)</c>.</param>
    /// <param name="write">Writes the rows.</param>
    /// <param name="ct">Cancels.</param>
    public async Task Copy([System.Diagnostics.CodeAnalysis.ConstantExpected] string copy, Func<NpgsqlBinaryImporter, CancellationToken, Task> write, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(write);
        if (connection is null)
        {
            await using var begin = await Batch(ct);
            await Send(begin, () => begin.ExecuteNonQueryAsync(ct));
        }

        await using var importer = await connection!.BeginBinaryImportAsync(copy, ct);
        await write(importer, ct);
        await importer.CompleteAsync(ct);
    }

    /// <summary>
    /// Sends the writes gathered so far, inside the transaction, so that what is read next sees them. Null on success; a problem, and the end of
    /// the change, when a constraint that <see cref="OnViolation"/> names stands against one.
    /// </summary>
    public async Task<Problem?> Flush(CancellationToken ct)
    {
        if (writes.Count == 0)
        {
            return null;
        }

        return await Guard(async () =>
        {
            await using var batch = await Batch(ct);
            AddWrites(batch);
            await Send(batch, () => batch.ExecuteNonQueryAsync(ct));
            writes.Clear();
        });
    }

    /// <summary>Sends everything and commits. Null on success; a problem when a constraint that <see cref="OnViolation"/> names stands against it.</summary>
    public async Task<Problem?> Commit(CancellationToken ct)
    {
        if (Completed)
        {
            throw new InvalidOperationException("A change commits once.");
        }

        var records = pipeline.Contribute(this);
        if (connection is null && writes.Count == 0 && records.Count == 0 && others.Count == 0)
        {
            Completed = true;
            return null;
        }

        var problem = await Guard(async () =>
        {
            await using var batch = await Batch(ct);
            AddWrites(batch);
            await AddRecords(batch, records, ct);
            await AddToOthers(batch, ct);
            batch.BatchCommands.Add(new NpgsqlBatchCommand("commit"));
            await Send(batch, () => batch.ExecuteNonQueryAsync(ct));
            Completed = true;
        });
        if (problem is null)
        {
            await Close();
            pipeline.Committed(this);
            others.ForEach(pipeline.Committed);
            after.ForEach(act => act());
        }

        return problem;
    }

    /// <summary>Sends everything and commits. The value on success; a problem when a constraint that <see cref="OnViolation"/> names stands against it.</summary>
    public async Task<Result<T>> Commit<T>(T value, CancellationToken ct) => await Commit(ct) is { } problem ? problem : value;

    /// <summary>Rolls back what was not committed.</summary>
    public async ValueTask DisposeAsync()
    {
        Completed = true;
        await Close();
    }

    private async Task<Problem?> Guard(Func<Task> send)
    {
        try
        {
            await send();
            return null;
        }
        catch (PostgresException e) when (e.ConstraintName is { } name && conflicts.ContainsKey(name))
        {
            await Close();
            Completed = true;
            return conflicts[e.ConstraintName!];
        }
    }

    private void AddWrites(NpgsqlBatch batch)
    {
        foreach (var write in writes)
        {
            batch.BatchCommands.Add(write.ToCommand());
        }
    }

    // Events and audit entries live with the tenant's data, also when the change itself is in the control store. Settings and statements go over
    // the connection that is open, so they are sent only where the tenant's store is in the database at its other end.
    private async Task AddRecords(NpgsqlBatch batch, List<(string Kind, TenantRecord Record)> records, CancellationToken ct)
    {
        if (records.Count == 0)
        {
            return;
        }

        if (await session.TenantStore(ct) is { } home)
        {
            if (home.Database != (await session.Store(ct)).Database)
            {
                foreach (var (kind, record) in records)
                {
                    batch.BatchCommands.Add(Outbox.Insert(Op.Tenant, kind, record, pipeline.Time.GetUtcNow()).ToCommand());
                }

                return;
            }

            entered = home;
            batch.BatchCommands.Add(session.Entering(home));
        }

        foreach (var (_, record) in records)
        {
            batch.BatchCommands.Add(record.Insert(Op.Tenant).ToCommand());
        }
    }

    private async Task AddToOthers(NpgsqlBatch batch, CancellationToken ct)
    {
        if (others.Count == 0)
        {
            return;
        }

        batch.BatchCommands.Add(session.Settings(await session.Store(ct)));
        foreach (var other in others)
        {
            foreach (var (kind, record) in pipeline.Contribute(other))
            {
                batch.BatchCommands.Add(Outbox.Insert(other.Op.Tenant, kind, record, pipeline.Time.GetUtcNow()).ToCommand());
            }
        }
    }

    private async Task<NpgsqlBatch> Batch(CancellationToken ct)
    {
        if (connection is not null)
        {
            return new NpgsqlBatch(connection);
        }

        Op.Connections.CheckFree();
        var store = await session.Store(ct);
        entered = session is TenantSession ? store : null;
        var pool = session.Pool(store);
        prepared = Prepared.On(pool);
        connection = await pool.OpenConnectionAsync(ct);
        Op.Connections.Opened();
        return new NpgsqlBatch(connection) { BatchCommands = { new NpgsqlBatchCommand("begin"), session.Entering(store) } };
    }

    private async Task<T> Send<T>(NpgsqlBatch batch, Func<Task<T>> send)
    {
        try
        {
            var answer = await send();
            prepared!.Answered(connection!, batch);
            return answer;
        }
        catch (Exception e) when (e is PostgresException or OperationCanceledException)
        {
            prepared!.Failed(connection!, batch);
            if (e is PostgresException refused && (refused.SqlState == TenantRelocatingException.SqlState
                || (Session.IsMissing(refused) && entered is { } store && await session.IsElsewhere(store, CancellationToken.None))))
            {
                throw new TenantRelocatingException(e);
            }

            throw;
        }
    }

    private async Task Close()
    {
        if (connection is { } open)
        {
            connection = null;
            Op.Connections.Closed();
            // A connection that goes back inside a transaction is rolled back by the pool.
            await open.DisposeAsync();
        }
    }
}
