using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity.Work;

namespace Holdfast.Modules.Vault;

/// <summary>A secret at rest.</summary>
/// <param name="DataKey">The version's own key, sealed by the key ring.</param>
/// <param name="Box">Nonce, ciphertext and tag under the data key.</param>
internal sealed record SecretRow(byte[] DataKey, byte[] Box);

/// <summary>How a secret in a store outside stands.</summary>
internal enum OutsideState
{
    /// <summary>Written or about to be; nothing refers to it yet.</summary>
    Staged,

    /// <summary>A reference to it was committed.</summary>
    Kept,

    /// <summary>To be removed; nothing can refer to it any more.</summary>
    Removing,
}

/// <summary>The module's statements.</summary>
internal sealed class VaultDb(TenantSession session)
{
    public static void Insert(Change change, string name, int version, SecretRow row, DateTimeOffset setAt) => change.Add($"""
        insert into secret (tenant_id, name, version, data_key, ciphertext, set_at)
        values ({change.Op.Tenant}, {name}, {version}, {row.DataKey}, {row.Box}, {setAt})
        """);

    public static void Delete(Change change, string name) => change.Add($"delete from secret where tenant_id = {change.Op.Tenant} and name = {name}");

    public Task<SecretRow?> Secret(OpContext op, string name, int version, CancellationToken ct) => session.First(
        $"select data_key, ciphertext from secret where tenant_id = {op.Tenant} and name = {name} and version = {version}",
        row => new SecretRow(row.Bytes(), row.Bytes()),
        ct);

    /// <summary>Writes down, in a commit of its own, that a secret is about to be made outside, and when to take it away again.</summary>
    public async Task Begin(OpContext op, Guid id, string vault, TimeSpan keptWithin, CancellationToken ct)
    {
        await using var change = session.Bookkeeping();
        change.Add($"insert into outside_secret (tenant_id, id, vault, state) values ({op.Tenant}, {id}, {vault}, {OutsideState.Staged})");
        change.Add($"insert into outside_secret_due (tenant_id, id, due_at) values ({op.Tenant}, {id}, now() + {keptWithin})");
        await change.Commit(ct);
    }

    /// <summary>Keeps it; false when it is being taken away already. The row is locked until the change ends, so that this stays true.</summary>
    public static async Task<bool> Keep(Change change, Guid id, CancellationToken ct)
    {
        var kept = await change.Execute(
            $"update outside_secret set state = {OutsideState.Kept} where tenant_id = {change.Op.Tenant} and id = {id} and state = {OutsideState.Staged}", ct);
        change.Add($"delete from outside_secret_due where tenant_id = {change.Op.Tenant} and id = {id}");
        return kept == 1;
    }

    /// <summary>Nothing refers to it any more once the change commits.</summary>
    public static void Release(Change change, Guid id) => change.Add($"""
        with released as (
            update outside_secret set state = {OutsideState.Removing} where tenant_id = {change.Op.Tenant} and id = {id} and state = {OutsideState.Kept} returning id)
        insert into outside_secret_due (tenant_id, id, due_at) select {change.Op.Tenant}, id, now() from released
        """);

    /// <summary>Tenants of a database that have something due, the longest waiting first.</summary>
    public static async Task<IReadOnlyList<WorkItem>> TenantsWithDue(Database database, WorkQuery wanted, CancellationToken ct) => await database.Ask(
        $"""
        select tenant_id from outside_secret_due
         where due_at <= now() and tenant_id <> all({wanted.ExceptIds}) group by tenant_id order by min(due_at) limit {wanted.Limit}
        """,
        row => new WorkItem(row.Id<TenantId>()),
        ct);

    /// <summary>Marks what is due in a vault: from this commit on no change can keep it.</summary>
    public async Task<List<Guid>> Claim(OpContext op, string vault, int limit, CancellationToken ct)
    {
        await using var change = session.Bookkeeping();
        var claimed = await change.Query(
            $"""
            update outside_secret set state = {OutsideState.Removing}
             where tenant_id = {op.Tenant} and vault = {vault} and state <> {OutsideState.Kept} and id = any(array(
                select id from outside_secret_due where tenant_id = {op.Tenant} and due_at <= now() order by due_at limit {limit}))
            returning id
            """,
            row => row.Uuid(),
            ct);
        await change.Commit(ct);
        return claimed;
    }

    /// <summary>What a tenant has outside, whatever its state, and in which vault.</summary>
    public Task<List<(Guid Id, string Vault)>> Outside(OpContext op, int limit, CancellationToken ct) => session.Query(
        $"select id, vault from outside_secret where tenant_id = {op.Tenant} order by id limit {limit}", row => (row.Uuid(), row.Text()), ct);

    /// <summary>It is gone outside.</summary>
    public async Task Forget(OpContext op, Guid id, CancellationToken ct)
    {
        await using var change = session.Bookkeeping();
        change.Add($"delete from outside_secret_due where tenant_id = {op.Tenant} and id = {id}");
        change.Add($"delete from outside_secret where tenant_id = {op.Tenant} and id = {id}");
        await change.Commit(ct);
    }

    /// <summary>It could not be removed: again in one minute, then two, four, … at most an hour.</summary>
    public async Task Postpone(OpContext op, Guid id, CancellationToken ct)
    {
        await using var change = session.Bookkeeping();
        change.Add($"""
            update outside_secret_due set attempts = attempts + 1, due_at = now() + least(interval '1 hour', interval '1 minute' * power(2, least(attempts, 6)))
             where tenant_id = {op.Tenant} and id = {id}
            """);
        await change.Commit(ct);
    }

    /// <summary>Lets everything of the tenant that is due wait for an hour.</summary>
    public async Task PostponeAll(OpContext op, CancellationToken ct)
    {
        await using var change = session.Bookkeeping();
        change.Add($"update outside_secret_due set due_at = now() + interval '1 hour' where tenant_id = {op.Tenant} and due_at <= now()");
        await change.Commit(ct);
    }
}
