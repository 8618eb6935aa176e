using System.Text.Json;
using Holdfast.Platform.Kernel;
using Npgsql;

namespace Holdfast.Platform.Data;

/// <summary>
/// One transaction: reads take their locks first, writes gather in memory, and <see cref="Commit"/> sends them with the events, the audit
/// entries and COMMIT in a single batch. Disposed without commit, nothing has happened.
/// </summary>
public sealed class Change : IAsyncDisposable
{
    private readonly Session session;
    private readonly CommitPipeline pipeline;
    private readonly bool owned;
    private readonly List<Sql> writes = [];
    private readonly Dictionary<string, Problem> conflicts = new(StringComparer.Ordinal);
    private NpgsqlConnection? connection;
    private bool failed;

    internal Change(Session session, CommitPipeline pipeline, bool owned)
    {
        this.session = session;
        this.pipeline = pipeline;
        this.owned = owned;
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

    /// <summary>Every row of a query inside the transaction; use <c>for update</c> on what will be changed.</summary>
    public async Task<List<T>> Query<T>(Sql sql, Func<NpgsqlDataReader, T> read, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(sql);
        await using var batch = await Batch(ct);
        var skip = batch.BatchCommands.Count;
        batch.BatchCommands.Add(sql.ToCommand());
        return await Send(async () =>
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
    public async Task<T?> First<T>(Sql sql, Func<NpgsqlDataReader, T> read, CancellationToken ct)
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
        await Send(() => batch.ExecuteNonQueryAsync(ct));
        return (int)command.RecordsAffected;
    }

    /// <summary>A write that goes with the commit.</summary>
    public void Add(Sql sql) => writes.Add(sql);

    /// <summary>An event that commits with the change and reaches its handlers after.</summary>
    public void Publish<TEvent>(TEvent what) where TEvent : IEvent =>
        events.Add(new EventDraft(Id.NewGuid(pipeline.Time), TEvent.Name, pipeline.Time.GetUtcNow(), JsonSerializer.SerializeToElement(what, WireJson.Options)));

    /// <summary>What the audit entry of this change says. Without one, the entry names the operation alone.</summary>
    public void Audit(AuditFact fact) => facts.Add(fact);

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
            await Send(() => begin.ExecuteNonQueryAsync(ct));
        }

        await using var importer = await connection!.BeginBinaryImportAsync(copy, ct);
        await write(importer, ct);
        await importer.CompleteAsync(ct);
    }

    /// <summary>Sends everything and commits. Null on success; a problem when a constraint that <see cref="OnViolation"/> names stands against it.</summary>
    public async Task<Problem?> Commit(CancellationToken ct)
    {
        if (Completed)
        {
            throw new InvalidOperationException("A change commits once.");
        }

        var own = writes.Count;
        pipeline.Contribute(this);
        try
        {
            var begun = connection is not null;
            await using var batch = await Batch(ct);
            for (var i = 0; i < writes.Count; i++)
            {
                // Events and audit entries live with the tenant's data, also when the change itself is in the control store.
                if (i == own && await session.TenantSettings(ct) is { } settings)
                {
                    batch.BatchCommands.Add(settings);
                }

                batch.BatchCommands.Add(writes[i].ToCommand());
            }

            batch.BatchCommands.Add(new NpgsqlBatchCommand("commit"));
            if (!begun && writes.Count == 0)
            {
                Completed = true;
                return null;
            }

            await Send(() => batch.ExecuteNonQueryAsync(ct));
            Completed = true;
        }
        catch (PostgresException e) when (e.ConstraintName is { } name && conflicts.ContainsKey(name))
        {
            await Close();
            Completed = true;
            return conflicts[e.ConstraintName!];
        }

        await Close();
        pipeline.Committed(this);
        return null;
    }

    /// <summary>Rolls back what was not committed.</summary>
    public async ValueTask DisposeAsync()
    {
        if (owned)
        {
            await Close();
        }
    }

    /// <summary>Rolls back; for the event runner, which owns the changes that reactions join.</summary>
    public async Task Abandon()
    {
        Completed = true;
        await Close();
    }

    private async Task<NpgsqlBatch> Batch(CancellationToken ct)
    {
        if (connection is not null)
        {
            return new NpgsqlBatch(connection);
        }

        var store = await session.Store(ct);
        connection = await store.Source.OpenConnectionAsync(ct);
        return new NpgsqlBatch(connection) { BatchCommands = { new NpgsqlBatchCommand("begin"), session.Settings(store) } };
    }

    private async Task<T> Send<T>(Func<Task<T>> send)
    {
        try
        {
            return await send();
        }
        catch (Exception e) when (e is PostgresException or OperationCanceledException)
        {
            failed = true;
            throw;
        }
    }

    private async Task Close()
    {
        if (connection is { } open)
        {
            connection = null;
            if (failed)
            {
                Prepared.Forget(open);
            }

            // A connection that goes back inside a transaction is rolled back by the pool.
            await open.DisposeAsync();
        }
    }
}
