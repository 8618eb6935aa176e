using Holdfast.Platform.Kernel;

namespace Holdfast.Platform.Data.Placement;

/// <summary>Makes the schema of a tenant that gets one of its own; the host knows the migrations.</summary>
public interface IStoreSchemas
{
    /// <summary>Makes it, or brings it up to date, as the database's owner.</summary>
    Task Make(Store store, CancellationToken ct);
}

/// <summary>
/// Moves one tenant from store to store, step by step: the target is made, the tenant copied while it works, what changed meanwhile brought after, the tenant
/// closed for the last of it, both sides compared, and then opened where it is to be. Who calls it writes down between the steps how far it has come, so that
/// whoever comes after a dead one knows whether to undo it or to go on. Everything runs as the databases' owner, bound to this one tenant.
/// </summary>
/// <param name="from">Where it is.</param>
/// <param name="to">Where it is to be.</param>
/// <param name="tenant">Which.</param>
/// <param name="schemas">Makes the target.</param>
public sealed class TenantRelocator(Store from, Store to, TenantId tenant, IStoreSchemas schemas) : IAsyncDisposable
{
    private const int RowsAtATime = 10_000;
    private const int NotingAttempts = 15;
    private const int ClosingAttempts = 3;
    // Rounds end when what a round brought is done within moments, or does not become less.
    private const int FewKeys = 200;
    private const int MostRounds = 20;

    private readonly TenantGate here = new(from, tenant);
    private readonly TenantGate there = new(to, tenant);
    private TenantCopy? copy;

    /// <summary>Whether this process may move tenants between the two: it knows the owner's connections to both databases.</summary>
    public static bool IsPossible(Store from, Store to) => from?.Database.Owner is not null && to?.Database.Owner is not null;

    /// <summary>The target is there, nothing of the tenant is in it, and nobody enters it.</summary>
    public async Task Prepare(CancellationToken ct)
    {
        if (IsOwn(to))
        {
            await Drop(to, ct);
            await schemas.Make(to, ct);
            await there.Shut(ct);
        }
        else
        {
            await there.Shut(ct);
            await Purge(to, ct);
        }
    }

    /// <summary>All that the tenant has is in the target, as it stood at a moment after this began.</summary>
    /// <param name="progress">Is told how many tables are done, of how many, and how many rows that were.</param>
    /// <param name="ct">Cancels.</param>
    public async Task Copy(Func<int, int, long, Task> progress, CancellationToken ct)
    {
        await here.Note(NotingAttempts, ct);
        copy = await TenantCopy.Open(from, to, tenant, ct);
        await copy.Everything((done, rows) => progress(done, copy.Tables, rows), ct);
    }

    /// <summary>What changed meanwhile is there too, up to a moment, at which every row of both sides was compared.</summary>
    /// <returns>How many rows were brought after.</returns>
    public async Task<long> CatchUp(CancellationToken ct)
    {
        var all = 0L;
        for (var (round, last) = (0, int.MaxValue); round < MostRounds; round++)
        {
            var (keys, _, _) = await Opened.Changes(sums: false, ct);
            all += keys;
            if (keys <= FewKeys || keys >= last)
            {
                break;
            }

            last = keys;
        }

        var (more, sumsHere, sumsThere) = await Opened.Changes(sums: true, ct);
        Compare(sumsHere, sumsThere);
        return all + more;
    }

    /// <summary>For so long, counted from <see cref="Pause"/>, the tenant is surely closed: it has to be said by then that it is elsewhere.</summary>
    public static readonly TimeSpan PauseHolds = TenantGate.ClosedFor - TimeSpan.FromSeconds(20);

    /// <summary>The tenant is closed where it is, the target has the last of it, and both sides have as many rows.</summary>
    /// <returns>How many rows were brought last.</returns>
    public async Task<long> Pause(CancellationToken ct)
    {
        await here.Close(ClosingAttempts, ct);
        var (keys, _, _) = await Opened.Changes(sums: false, ct);
        await Opened.Lists(ct);
        var (countsHere, countsThere) = await Opened.Counts(ct);
        Compare(countsHere, countsThere);
        return keys;
    }

    /// <summary>The tenant is open where it is now. Everybody who reads has to know already that it is there.</summary>
    public async Task Open(CancellationToken ct)
    {
        await here.Shut(ct);
        await there.Open(ct);
        await using var leaving = copy is null ? await TenantCopy.Open(from, to, tenant, ct) : null;
        await (copy ?? leaving!).LeaveLists(ct);
    }

    /// <summary>Nothing of the tenant is left where it was, and nobody enters it there.</summary>
    public Task Clean(CancellationToken ct) => IsOwn(from) ? Drop(from, ct) : Purge(from, ct);

    /// <summary>Before the tenant was opened elsewhere: it is open where it was, and nothing of it is left in the target.</summary>
    public async Task Undo(CancellationToken ct)
    {
        await Release();
        await here.Open(ct);
        if (!IsOwn(to))
        {
            await Purge(to, ct);
            return;
        }

        await Drop(to, ct);
        if (from.Database == to.Database)
        {
            return;
        }

        await using var owner = await OwnerConnection.Open(to.Database, tenant, ct);
        await EmptyLists(owner, ct);
    }

    /// <summary>Makes the place of a tenant that is nowhere yet. Nobody takes it for one of those that share, however late a process hears of it.</summary>
    public static async Task Found(Store shared, Store place, TenantId tenant, IStoreSchemas schemas, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(schemas);
        await new TenantGate(shared, tenant).Shut(ct);
        await schemas.Make(place, ct);
    }

    /// <summary>Takes away what a tenant has of its own in a database, its rows included: of one that is removed, or did not come to be.</summary>
    public static async Task Vanish(Database database, TenantId tenant, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(database);
        await using var owner = await OwnerConnection.Open(database, tenant, ct);
        await owner.Run($"drop schema if exists {OwnSchema(tenant)} cascade", ct);
        await EmptyLists(owner, ct);
        if (database.HoldsControl)
        {
            await new TenantGate(new Store(database, SharedStores.Schema), tenant).Open(ct);
        }
    }

    /// <summary>Of which tenants there is a schema in a database in which no row ever stood, but for the migrations that made it: its tables have not one page.</summary>
    public static async Task<IReadOnlyList<TenantId>> Untouched(Database database, CancellationToken ct)
    {
        await using var owner = await OwnerConnection.Open(database, default, ct);
        var names = await owner.Query(
            $"""
            select n.nspname from pg_namespace n
             where n.nspname ~ '^tenant_[0-9a-f]{"{32}"}$'
               and not exists (select from pg_class c where c.relnamespace = n.oid and c.relkind in ('r', 'm') and c.relname <> 'migration' and pg_relation_size(c.oid) > 0)
            """,
            row => row.Text(),
            ct);
        return [.. names.Select(n => new TenantId(Guid.ParseExact(n["tenant_".Length..], "N")))];
    }

    /// <summary>What the schema of a tenant is called that has one of its own.</summary>
    public static string OwnSchema(TenantId tenant) => $"tenant_{tenant.Value:N}";

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await Release();

    private TenantCopy Opened => copy ?? throw new InvalidOperationException("Nothing has been copied yet.");

    private bool IsOwn(Store store) => store.Schema == OwnSchema(tenant);

    private async Task Drop(Store store, CancellationToken ct)
    {
        await using var owner = await OwnerConnection.Open(store.Database, tenant, ct);
        await owner.Run($"drop schema if exists {store.Schema} cascade", ct);
    }

    private static async Task EmptyLists(OwnerConnection owner, CancellationToken ct)
    {
        foreach (var list in await StoreTable.In(owner.Connection, Store.WorkSchema, ct))
        {
            await owner.Begin(ct);
            await owner.Run($"delete from {Store.WorkSchema}.{list.Quoted} where tenant_id = '{owner.Tenant}'", ct);
            await owner.Commit(ct);
        }
    }

    private async Task Release()
    {
        if (copy is not null)
        {
            await copy.DisposeAsync();
            copy = null;
        }
    }

    private async Task Purge(Store store, CancellationToken ct)
    {
        await using var owner = await OwnerConnection.Open(store.Database, tenant, ct);
        // Work lists of one database serve the tenant in whichever schema of it; what waits to be carried to it is the control store's.
        var lists = from.Database == to.Database ? (await StoreTable.In(owner.Connection, Store.WorkSchema, ct)).Select(t => t.Name) : [];
        var kept = string.Join(", ", lists.Concat(["tenant_fence", "outbox_due"]).Select(StoreTable.Literal));
        int gone;
        do
        {
            await owner.Begin(ct);
            gone = (await owner.Query($"select {store.Schema}.purge_tenant({RowsAtATime}, array[{kept}])", row => row.Int(), ct))[0];
            await owner.Commit(ct);
        }
        while (gone > 0);
    }

    private static void Compare(List<TableSum> here, List<TableSum> there)
    {
        if (here.Except(there).Concat(there.Except(here)).FirstOrDefault() is { } differs)
        {
            throw new PlacementException($"Table {differs.Table} is not the same on both sides.");
        }
    }
}
