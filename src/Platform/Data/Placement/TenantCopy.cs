using Holdfast.Platform.Kernel;

namespace Holdfast.Platform.Data.Placement;

/// <summary>How many rows a table has of a tenant, and what they come to: the sum of a hash of each, in whatever order they are.</summary>
internal sealed record TableSum(string Table, long Rows, decimal Hash);

/// <summary>
/// Copies one tenant's rows from store to store: all of them as they stood at one moment, then again and again those that have changed since. Each time
/// the copy goes from one state that the tenant was in to a later one, in one transaction.
/// </summary>
internal sealed class TenantCopy : IAsyncDisposable
{
    // The next number that a copied sequence gives is so far above what came with the tenant that others may draw from it meanwhile.
    private const int Ahead = 1000;

    private readonly Store from;
    private readonly Store to;
    private readonly TenantId tenant;
    private readonly OwnerConnection source;
    private readonly OwnerConnection target;
    private readonly IReadOnlyList<StoreTable> tables;
    private readonly IReadOnlyList<StoreTable> lists;

    private TenantCopy(
        Store from, Store to, TenantId tenant, OwnerConnection source, OwnerConnection target, IReadOnlyList<StoreTable> tables, IReadOnlyList<StoreTable> lists) =>
        (this.from, this.to, this.tenant, this.source, this.target, this.tables, this.lists) = (from, to, tenant, source, target, tables, lists);

    /// <summary>How many tables there are.</summary>
    public int Tables => tables.Count;

    private bool IsNear => from.Database == to.Database;

    public static async Task<TenantCopy> Open(Store from, Store to, TenantId tenant, CancellationToken ct)
    {
        var source = await OwnerConnection.Open(from.Database, tenant, ct);
        OwnerConnection? target = null;
        TenantCopy? opened = null;
        try
        {
            target = from.Database == to.Database ? source : await OwnerConnection.Open(to.Database, tenant, ct);
            var tables = await StoreTable.In(source.Connection, from.Schema, ct);
            var there = await StoreTable.In(target.Connection, to.Schema, ct);
            var lists = from.Database == to.Database ? [] : await StoreTable.In(source.Connection, Store.WorkSchema, ct);
            return opened = Shape(tables) != Shape(there)
                ? throw new PlacementException("The two stores are not of the same version.")
                : new TenantCopy(from, to, tenant, source, target, tables, lists);
        }
        finally
        {
            if (opened is null)
            {
                await source.DisposeAsync();
                await (target?.DisposeAsync() ?? ValueTask.CompletedTask);
            }
        }
    }

    /// <summary>Everything, as it stands at one moment. The changes since have to be noted already.</summary>
    /// <returns>How many rows.</returns>
    public async Task<long> Everything(Func<int, long, Task> progress, CancellationToken ct)
    {
        await Begin(ct);
        var rows = 0L;
        for (var i = 0; i < tables.Count; i++)
        {
            var table = tables[i];
            var origin = IsNear ? At(from, table) : await Bring(table, $"select {table.List()} from {At(from, table)} where tenant_id = '{tenant}'", ct);
            rows += await target.Run($"insert into {At(to, table)} ({table.List()}) overriding system value select {table.List()} from {origin} where tenant_id = '{tenant}'", ct);
            await Forget(origin, ct);
            await progress(i + 1, rows);
        }

        await Count(ct);
        await Commit(ct);
        return rows;
    }

    /// <summary>What was noted since.</summary>
    /// <param name="sums">Whether the sums of both sides, as they stand then, are wanted.</param>
    /// <param name="ct">Cancels.</param>
    /// <returns>How many keys there were, and the sums of both sides.</returns>
    public async Task<(int Keys, List<TableSum> Here, List<TableSum> There)> Changes(bool sums, CancellationToken ct)
    {
        await Begin(ct);
        await source.Run("drop table if exists pg_temp.noted", ct);
        await source.Run($"create temp table noted as select seq, relation, key from {from.Schema}.row_change where tenant_id = '{tenant}'", ct);
        var relations = await source.Query("select relation, count(distinct key)::integer from noted group by relation order by relation", row => (Name: row.Text(), Keys: row.Int()), ct);
        var origins = new List<(StoreTable Table, string Rows, string Keys)>();
        foreach (var (name, _) in relations)
        {
            var table = tables.FirstOrDefault(t => t.Name == name) ?? throw new PlacementException($"Table {name} has appeared meanwhile.");
            var keys = $"(select distinct key from noted where relation = {StoreTable.Literal(name)})";
            origins.Add(IsNear
                ? (table, At(from, table), keys)
                : (table, await Bring(table, $"select {table.List("s.")} from {keys} n join {At(from, table)} s on s.tenant_id = '{tenant}'{table.Matches("s", "n")}", ct), await BringKeys(table, keys, ct)));
        }

        foreach (var (table, rows, keys) in origins)
        {
            await target.Run(
                $"""
                delete from {At(to, table)} t using {keys} n
                 where t.tenant_id = '{tenant}'{table.Matches("t", "n")}
                   and not exists (select from {rows} s where s.tenant_id = '{tenant}'{table.Matches("s", "n")})
                """,
                ct);
        }

        foreach (var (table, rows, keys) in origins)
        {
            await target.Run(
                $"""
                insert into {At(to, table)} ({table.List()}) overriding system value
                select {table.List("s.")} from {keys} n join {rows} s on s.tenant_id = '{tenant}'{table.Matches("s", "n")}
                {table.OnConflict()}
                """,
                ct);
            await Forget(rows, ct);
        }

        await Count(ct);
        var (here, there) = sums ? (await Sums(source, from, ct), await Sums(target, to, ct)) : ([], []);
        await Commit(ct);
        await source.Begin(ct);
        await source.Run($"delete from {from.Schema}.row_change r using noted n where r.tenant_id = '{tenant}' and r.seq = n.seq; drop table noted", ct);
        await source.Commit(ct);
        return (relations.Sum(r => r.Keys), here, there);
    }

    /// <summary>How many rows both sides have, table by table; of a tenant that is closed.</summary>
    public async Task<(List<TableSum> Here, List<TableSum> There)> Counts(CancellationToken ct)
    {
        await Begin(ct);
        var sums = (await Counts(source, from, ct), await Counts(target, to, ct));
        await Commit(ct);
        return sums;
    }

    /// <summary>Takes the tenant's work lists over into another database; of a tenant that is closed.</summary>
    public async Task Lists(CancellationToken ct)
    {
        if (IsNear)
        {
            return;
        }

        await Begin(ct);
        foreach (var list in lists)
        {
            var place = $"{Store.WorkSchema}.{list.Quoted}";
            await target.Run($"delete from {place} where tenant_id = '{tenant}'", ct);
            var origin = await Bring(list, $"select {list.List()} from {place} where tenant_id = '{tenant}'", ct, Store.WorkSchema);
            await target.Run($"insert into {place} ({list.List()}) select {list.List()} from {origin}", ct);
            await Forget(origin, ct);
        }

        await Commit(ct);
    }

    /// <summary>Takes the tenant's work lists out of the database that it has left.</summary>
    public async Task LeaveLists(CancellationToken ct)
    {
        if (IsNear)
        {
            return;
        }

        await source.Begin(ct);
        foreach (var list in lists)
        {
            await source.Run($"delete from {Store.WorkSchema}.{list.Quoted} where tenant_id = '{tenant}'", ct);
        }

        await source.Commit(ct);
    }

    public async ValueTask DisposeAsync()
    {
        await source.DisposeAsync();
        if (!IsNear)
        {
            await target.DisposeAsync();
        }
    }

    private static string At(Store store, StoreTable table) => $"{store.Schema}.{table.Quoted}";

    private static string Shape(IEnumerable<StoreTable> tables) => string.Join('\n', tables.Select(t => $"{t.Name}({string.Join(',', t.Columns)})"));

    private async Task Begin(CancellationToken ct)
    {
        await source.Begin(ct, System.Data.IsolationLevel.RepeatableRead);
        if (!IsNear)
        {
            await target.Begin(ct);
        }
    }

    // What was noted leaves the source only after it has arrived: done twice, it is the same.
    private async Task Commit(CancellationToken ct)
    {
        if (!IsNear)
        {
            await target.Commit(ct);
        }

        await source.Commit(ct);
    }

    // Rows from the other database, in a table of this transaction: COPY does not write where there is row security.
    private async Task<string> Bring(StoreTable table, string select, CancellationToken ct, string? schema = null)
    {
        var name = StoreTable.Quote($"brought_{table.Name}");
        await target.Run($"create temp table {name} (like {schema ?? to.Schema}.{table.Quoted}) on commit drop", ct);
        await Pipe($"copy ({select}) to stdout (format binary)", $"copy {name} ({table.List()}) from stdin (format binary)", ct);
        return name;
    }

    private async Task<string> BringKeys(StoreTable table, string keys, CancellationToken ct)
    {
        var name = StoreTable.Quote($"keys_{table.Name}");
        await target.Run($"create temp table {name} (key jsonb) on commit drop", ct);
        await Pipe($"copy (select key from {keys} k) to stdout (format binary)", $"copy {name} (key) from stdin (format binary)", ct);
        return name;
    }

    [System.Diagnostics.CodeAnalysis.SuppressMessage("Security", "CA2100", Justification = "Made of names in the catalogue and of ids.")]
    private async Task Pipe(string outOf, string into, CancellationToken ct)
    {
        await using var reader = await source.Connection.BeginRawBinaryCopyAsync(outOf, ct);
        await using var writer = await target.Connection.BeginRawBinaryCopyAsync(into, ct);
        await reader.CopyToAsync(writer, ct);
    }

    private async Task Forget(string origin, CancellationToken ct)
    {
        if (origin.StartsWith("\"brought_", StringComparison.Ordinal))
        {
            await target.Run($"drop table {origin}", ct);
        }
    }

    // Numbers that count by themselves go on above those that came.
    private async Task Count(CancellationToken ct)
    {
        foreach (var table in tables.Where(t => t.Counted is not null))
        {
            var sequence = $"pg_get_serial_sequence({StoreTable.Literal(At(to, table))}, {StoreTable.Literal(table.Counted!)})";
            await target.Run(
                $"""
                select setval(s.name::regclass, came.most + {Ahead})
                  from (select {sequence} as name) s
                  cross join (select max({StoreTable.Quote(table.Counted!)}) as most from {At(to, table)} where tenant_id = '{tenant}') came
                 where came.most > coalesce(pg_sequence_last_value(s.name::regclass), 0)
                """,
                ct);
        }
    }

    private Task<List<TableSum>> Sums(OwnerConnection side, Store store, CancellationToken ct) => Ask(
        side, t => $"select {StoreTable.Literal(t.Name)}, count(*), coalesce(sum(hashtextextended(row({t.List()})::text, 0)::numeric), 0) from {At(store, t)} where tenant_id = '{tenant}'", ct);

    private Task<List<TableSum>> Counts(OwnerConnection side, Store store, CancellationToken ct) =>
        Ask(side, t => $"select {StoreTable.Literal(t.Name)}, count(*), 0::numeric from {At(store, t)} where tenant_id = '{tenant}'", ct);

    private Task<List<TableSum>> Ask(OwnerConnection side, Func<StoreTable, string> one, CancellationToken ct) =>
        side.Query(string.Join(" union all ", tables.Select(one)) + " order by 1", row => new TableSum(row.Text(), row.Long(), row.Decimal()), ct);
}
