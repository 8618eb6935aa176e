using Holdfast.Platform.Kernel;
using Npgsql;

namespace Holdfast.Platform.Data;

/// <summary>
/// Statements under row-level security. The settings that say whose rows may be seen go in the same batch as the statement and hold for
/// that implicit transaction only: one round trip, nothing left over on the connection, safe behind a transaction-pooling proxy.
/// </summary>
public abstract class Session : IReads
{
    private protected Session(OpContext op) => Op = op;

    /// <summary>On whose behalf.</summary>
    public OpContext Op { get; }

    /// <summary>Every row of a query.</summary>
    public async Task<List<T>> Query<T>(Sql sql, Func<Row, T> read, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(sql);
        ArgumentNullException.ThrowIfNull(read);
        return await Ask(sql, reader => Drain(reader, read, ct), ct);
    }

    /// <summary>The first row of a query, or the default.</summary>
    public async Task<T?> First<T>(Sql sql, Func<Row, T> read, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(sql);
        ArgumentNullException.ThrowIfNull(read);
        return await Ask(sql, async reader => await reader.ReadAsync(ct) ? new Row(reader).Read(read) : default, ct);
    }

    /// <summary>Reads every row of the current result set.</summary>
    public static async Task<List<T>> Drain<T>(NpgsqlDataReader reader, Func<Row, T> read, CancellationToken ct)
    {
        var rows = new List<T>();
        var row = new Row(reader);
        while (await reader.ReadAsync(ct))
        {
            rows.Add(row.Read(read));
        }

        return rows;
    }

    internal NpgsqlDataSource Pool(Store store) => store.Database.Pool(Op.Connections.IsBackground);

    internal abstract ValueTask<Store> Store(CancellationToken ct);

    internal abstract NpgsqlBatchCommand Settings(Store store);

    /// <summary>The settings for a transaction that changes something there: a tenant's store is entered, and refuses while the tenant is closed.</summary>
    internal abstract NpgsqlBatchCommand Entering(Store store);

    /// <summary>A connection whose settings are this session's already; null when there is none to spare.</summary>
    internal virtual TenantPools.Lease? Bound(Store store) => null;

    private async Task<T> Ask<T>(Sql sql, Func<NpgsqlDataReader, Task<T>> read, CancellationToken ct)
    {
        Op.Connections.CheckFree();
        var store = await Store(ct);
        using var bound = Bound(store);
        try
        {
            return bound is null
                ? await RoundTrip.Run(Pool(store), Settings(store), sql, read, ct)
                : await RoundTrip.Run(bound.Source, null, sql, read, ct);
        }
        catch (PostgresException e) when (IsMissing(e))
        {
            if (await IsElsewhere(store, ct))
            {
                throw new TenantRelocatingException(e);
            }

            throw;
        }
    }

    /// <summary>Whether something that a store has was not found: it may be gone, with its schema.</summary>
    internal static bool IsMissing(PostgresException e) => e.SqlState is PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.UndefinedFunction or PostgresErrorCodes.InvalidSchemaName;

    /// <summary>Whether the operation's tenant is somewhere else by now than where it was looked for: what this process knew was old. It knows better from then on.</summary>
    internal abstract ValueTask<bool> IsElsewhere(Store lookedIn, CancellationToken ct);

    /// <summary>Where the tenant's own store is, when it is another one than this session's.</summary>
    internal virtual ValueTask<Store?> TenantStore(CancellationToken ct) => new((Store?)null);
}

/// <summary>
/// The scoped session of one operation in one tenant. Features and <c>XDb</c> classes take it from their scope; it sees that tenant's rows
/// and no others, whatever a statement forgets to say.
/// </summary>
public sealed class TenantSession(OpContext op, IStores stores, CommitPipeline pipeline) : Session(op)
{
    /// <summary>The tenant whose rows are seen.</summary>
    public TenantId Tenant => Op.Tenant;

    /// <summary>Starts a change: load for update, decide in memory, save with events and audit entry in one batch.</summary>
    public Change Change() => new(this, pipeline);

    /// <summary>Starts a change of the platform's own books: it owes the audit log nothing.</summary>
    public Change Bookkeeping() => new(this, pipeline) { IsBookkeeping = true };

    internal override async ValueTask<Store> Store(CancellationToken ct)
    {
        if (Op.Tenant == default)
        {
            throw new InvalidOperationException("A tenant session needs a tenant.");
        }

        var store = await stores.Of(Op.Tenant, ct);
        return store.Database.State.Status == DatabaseStatus.Ready || store.Database == stores.Control.Database ? store : throw new DatabaseAwayException(store.Database);
    }

    internal override NpgsqlBatchCommand Settings(Store store) => store.SearchPath == store.Database.InitialSearchPath
        ? new("select set_config('holdfast.tenant', $1, true)") { Parameters = { new NpgsqlParameter<string> { TypedValue = Op.Tenant.ToString() } } }
        : new("select set_config('holdfast.tenant', $1, true), set_config('search_path', $2, true)")
        {
            Parameters = { new NpgsqlParameter<string> { TypedValue = Op.Tenant.ToString() }, new NpgsqlParameter<string> { TypedValue = store.SearchPath } },
        };

    internal override NpgsqlBatchCommand Entering(Store store) => store.SearchPath == store.Database.InitialSearchPath
        ? new($"select {store.Schema}.enter_tenant($1)") { Parameters = { new NpgsqlParameter<Guid> { TypedValue = Op.Tenant.Value } } }
        : new($"select {store.Schema}.enter_tenant($1), set_config('search_path', $2, true)")
        {
            Parameters = { new NpgsqlParameter<Guid> { TypedValue = Op.Tenant.Value }, new NpgsqlParameter<string> { TypedValue = store.SearchPath } },
        };

    internal override async ValueTask<bool> IsElsewhere(Store lookedIn, CancellationToken ct)
    {
        await stores.Refresh(ct);
        return await stores.Of(Op.Tenant, ct) != lookedIn;
    }

    internal override TenantPools.Lease? Bound(Store store) => Op.Connections.IsBackground ? null : store.Database.TenantPools?.Enter(Op.Tenant, store.SearchPath);
}

/// <summary>
/// The scoped session on the control store. With a tenant it sees that tenant's control rows; <see cref="AcrossTenants"/> is for what
/// happens before a tenant is known (registration, login, key look-up) and for nothing else.
/// </summary>
public sealed class ControlSession(OpContext op, IStores stores, CommitPipeline pipeline) : Session(op)
{
    private bool acrossTenants;

    internal bool SeesAll => acrossTenants;

    /// <summary>The same session with sight of every tenant's control rows.</summary>
    public ControlSession AcrossTenants() => new(Op, stores, pipeline) { acrossTenants = true };

    /// <summary>The same session for another operation: the tenant that a registration or login has found.</summary>
    public ControlSession For(OpContext other) => new(other, stores, pipeline) { acrossTenants = acrossTenants };

    /// <summary>
    /// Starts a change in the control store. Its events and audit entries go to the tenant's store: in the same transaction where that is in the
    /// same database, through the outbox where it is not.
    /// </summary>
    public Change Change() => new(this, pipeline);

    /// <summary>Starts a change of the platform's own books (idempotency keys, look-up entries): it owes the audit log nothing.</summary>
    public Change Bookkeeping() => new(this, pipeline) { IsBookkeeping = true };

    internal override ValueTask<Store> Store(CancellationToken ct) => new(stores.Control);

    // The control store is always there; the tenant's own, into which a change writes too, may not be.
    internal override async ValueTask<bool> IsElsewhere(Store lookedIn, CancellationToken ct)
    {
        if (Op.Tenant == default)
        {
            return false;
        }

        await stores.Refresh(ct);
        return await stores.Of(Op.Tenant, ct) != lookedIn;
    }

    internal override async ValueTask<Store?> TenantStore(CancellationToken ct) => await stores.Of(Op.Tenant, ct);

    internal override NpgsqlBatchCommand Settings(Store store) =>
        new("select set_config('holdfast.tenant', $1, true), set_config('search_path', $2, true), set_config('holdfast.across', $3, true)")
        {
            Parameters =
            {
                new NpgsqlParameter<string> { TypedValue = Op.Tenant == default ? "" : Op.Tenant.ToString() },
                new NpgsqlParameter<string> { TypedValue = store.SearchPath },
                new NpgsqlParameter<string> { TypedValue = acrossTenants ? "on" : "" },
            },
        };

    // In the control store nobody is kept out; in a tenant's, where the records of a change go, somebody may be.
    internal override NpgsqlBatchCommand Entering(Store store) => store == stores.Control
        ? Settings(store)
        : new($"select {store.Schema}.enter_tenant($1), set_config('search_path', $2, true)")
        {
            Parameters = { new NpgsqlParameter<Guid> { TypedValue = Op.Tenant.Value }, new NpgsqlParameter<string> { TypedValue = store.SearchPath } },
        };
}
