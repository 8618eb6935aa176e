using Holdfast.Platform.Kernel;
using Npgsql;

namespace Holdfast.Platform.Data;

/// <summary>
/// Statements under row-level security. The settings that say whose rows may be seen go in the same batch as the statement and hold for
/// that implicit transaction only: one round trip, nothing left over on the connection, safe behind a transaction-pooling proxy.
/// </summary>
public abstract class Session
{
    private protected Session(OpContext op) => Op = op;

    /// <summary>On whose behalf.</summary>
    public OpContext Op { get; }

    /// <summary>Every row of a query.</summary>
    public async Task<List<T>> Query<T>(Sql sql, Func<NpgsqlDataReader, T> read, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(sql);
        ArgumentNullException.ThrowIfNull(read);
        var store = await Store(ct);
        return await RoundTrip.Run(store, Settings(store), sql, reader => Drain(reader, read, ct), ct);
    }

    /// <summary>The first row of a query, or the default.</summary>
    public async Task<T?> First<T>(Sql sql, Func<NpgsqlDataReader, T> read, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(sql);
        ArgumentNullException.ThrowIfNull(read);
        var store = await Store(ct);
        return await RoundTrip.Run(store, Settings(store), sql, async reader => await reader.ReadAsync(ct) ? read(reader) : default, ct);
    }

    /// <summary>Reads every row of the current result set.</summary>
    public static async Task<List<T>> Drain<T>(NpgsqlDataReader reader, Func<NpgsqlDataReader, T> read, CancellationToken ct)
    {
        var rows = new List<T>();
        while (await reader.ReadAsync(ct))
        {
            rows.Add(read(reader));
        }

        return rows;
    }

    internal abstract ValueTask<Store> Store(CancellationToken ct);

    internal abstract NpgsqlBatchCommand Settings(Store store);

    internal virtual ValueTask<NpgsqlBatchCommand?> TenantSettings(CancellationToken ct) => new((NpgsqlBatchCommand?)null);
}

/// <summary>
/// The scoped session of one operation in one tenant. Features and <c>XDb</c> classes take it from their scope; it sees that tenant's rows
/// and no others, whatever a statement forgets to say.
/// </summary>
[System.Diagnostics.CodeAnalysis.SuppressMessage("Design", "CA1001", Justification = "The event runner owns the adopted change and disposes it.")]
public sealed class TenantSession(OpContext op, IStores stores, CommitPipeline pipeline) : Session(op)
{
    private Change? adopted;

    /// <summary>The tenant whose rows are seen.</summary>
    public TenantId Tenant => Op.Tenant;

    /// <summary>
    /// Starts a change: load for update, decide in memory, save with events and audit entry in one batch. In a reaction it joins the
    /// transaction that has claimed the event, so that effect and mark commit together.
    /// </summary>
    public Change Change() => adopted is { Completed: false } ? adopted : new Change(this, pipeline, owned: true);

    /// <summary>Starts a change of the platform's own books, in a transaction of its own: it owes the audit log nothing, and joins no reaction's.</summary>
    public Change Bookkeeping() => new(this, pipeline, owned: true) { IsBookkeeping = true };

    /// <summary>Opens the change that a reaction will join; its caller owns it.</summary>
    public Change Adopt() => adopted = new Change(this, pipeline, owned: false);

    internal override ValueTask<Store> Store(CancellationToken ct) =>
        Op.Tenant == default ? throw new InvalidOperationException("A tenant session needs a tenant.") : stores.Of(Op.Tenant, ct);

    internal override NpgsqlBatchCommand Settings(Store store) => new("select set_config('holdfast.tenant', $1, true), set_config('search_path', $2, true)")
    {
        Parameters = { new NpgsqlParameter<string> { TypedValue = Op.Tenant.ToString() }, new NpgsqlParameter<string> { TypedValue = store.Schema } },
    };
}

/// <summary>
/// The scoped session on the control store. With a tenant it sees that tenant's control rows; <see cref="AcrossTenants"/> is for what
/// happens before a tenant is known (registration, login, key look-up) and for nothing else.
/// </summary>
public sealed class ControlSession(OpContext op, IStores stores, CommitPipeline pipeline) : Session(op)
{
    private bool acrossTenants;

    /// <summary>The same session with sight of every tenant's control rows.</summary>
    public ControlSession AcrossTenants() => new(Op, stores, pipeline) { acrossTenants = true };

    /// <summary>The same session for another operation: the tenant that a registration or login has found.</summary>
    public ControlSession For(OpContext other) => new(other, stores, pipeline) { acrossTenants = acrossTenants };

    /// <summary>Starts a change in the control store. Its events and audit entries go to the tenant's store in the same transaction.</summary>
    public Change Change() => new(this, pipeline, owned: true);

    /// <summary>Starts a change of the platform's own books (idempotency keys, look-up entries): it owes the audit log nothing.</summary>
    public Change Bookkeeping() => new(this, pipeline, owned: true) { IsBookkeeping = true };

    internal override ValueTask<Store> Store(CancellationToken ct) => new(stores.Control);

    internal override async ValueTask<NpgsqlBatchCommand?> TenantSettings(CancellationToken ct) => Settings(await stores.Of(Op.Tenant, ct));

    internal override NpgsqlBatchCommand Settings(Store store) =>
        new("select set_config('holdfast.tenant', $1, true), set_config('search_path', $2, true), set_config('holdfast.across', $3, true)")
        {
            Parameters =
            {
                new NpgsqlParameter<string> { TypedValue = Op.Tenant == default ? "" : Op.Tenant.ToString() },
                new NpgsqlParameter<string> { TypedValue = store.Schema },
                new NpgsqlParameter<string> { TypedValue = acrossTenants ? "on" : "" },
            },
        };
}
