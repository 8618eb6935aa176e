using Holdfast.Modules.Fleet.Contracts;
using Holdfast.Platform.Data;

namespace Holdfast.Modules.Fleet.Broker;

/// <summary>How far the broker has been told.</summary>
/// <param name="Wanted">The version of what it is to be told.</param>
/// <param name="Pushed">The version of what it was told.</param>
/// <param name="IssuedAt">The time in the newest claims.</param>
internal sealed record ClaimsStanding(long Wanted, long Pushed, DateTimeOffset IssuedAt);

/// <summary>Statements about the broker's keys and claims. They are the platform's: nothing of a tenant.</summary>
internal sealed class BrokerDb(ControlSession control, TimeProvider time)
{
    private static readonly TimeSpan Turn = TimeSpan.FromMilliseconds(25);

    private static Sql Columns => Sql.Constant("public_key, kind, state, sealed_seed, since, known_at, rotate_at, is_leaked, retire_at");

    /// <summary>A change that is the only one of its kind in all processes, and reads over all tenants. It may last as long as a push; who waits for it holds no connection.</summary>
    public async Task<Change> Alone(CancellationToken ct)
    {
        while (true)
        {
            var change = control.AcrossTenants().Bookkeeping();
            var isHeld = false;
            try
            {
                isHeld = await change.First($"select pg_try_advisory_xact_lock(hashtextextended('fleet-broker', 0))", row => row.Bool(), ct);
                if (isHeld)
                {
                    return change;
                }
            }
            finally
            {
                if (!isHeld)
                {
                    await change.DisposeAsync();
                }
            }

            await Task.Delay(Turn, time, ct);
        }
    }

    public Task<List<StoredBrokerKey>> Keys(CancellationToken ct) => Keys(control, ct);

    public static Task<List<StoredBrokerKey>> Keys(IReads reads, CancellationToken ct) =>
        reads.Query($"select {Columns} from broker_key where state <> 'RETIRED' order by kind, since, public_key", Read, ct);

    public Task<List<StoredBrokerKey>> KeysThatWere(CancellationToken ct) =>
        control.Query($"select {Columns} from broker_key where state = 'RETIRED' order by since desc, public_key", Read, ct);

    public async Task<ClaimsStanding> Standing(CancellationToken ct) => (await Standing(control, ct))!;

    public static Task<ClaimsStanding?> Standing(IReads reads, CancellationToken ct) =>
        reads.First($"select wanted, pushed, issued_at from broker_claims", row => new ClaimsStanding(row.Long(), row.Long(), row.Time()), ct);

    /// <summary>Has the broker told anew.</summary>
    public static void Want(Change change) => change.Add($"update broker_claims set wanted = wanted + 1");

    public static void Issued(Change change, DateTimeOffset at) => change.Add($"update broker_claims set issued_at = {at}");

    public static void Pushed(Change change, long version, DateTimeOffset now)
    {
        change.Add($"update broker_claims set pushed = greatest(pushed, {version})");
        change.Add($"update broker_key set known_at = {now} where state = 'NEXT' and kind <> 'OPERATOR_SIGNING' and known_at is null");
    }

    public static void Insert(Change change, string publicKey, BrokerKeyKind kind, BrokerKeyState state, byte[] sealedSeed, DateTimeOffset now) => change.Add($"""
        insert into broker_key (public_key, kind, state, sealed_seed, created_at, since) values ({publicKey}, {EnumText.Of(kind)}, {EnumText.Of(state)}, {sealedSeed}, {now}, {now})
        """);

    public static void Ask(Change change, BrokerKeyKind kind, bool isLeaked, DateTimeOffset now) =>
        change.Add($"update broker_key set rotate_at = {now}, is_leaked = is_leaked or {isLeaked} where kind = {EnumText.Of(kind)} and state = 'CURRENT'");

    /// <summary>The next one signs from now on, and what the former one signed holds until it is retired.</summary>
    public static void Promote(Change change, BrokerKeyKind kind, string publicKey, DateTimeOffset retireAt, DateTimeOffset now)
    {
        change.Add($"update broker_key set state = 'RETIRING', since = {now}, retire_at = case when is_leaked then {now} else {retireAt} end where kind = {EnumText.Of(kind)} and state = 'CURRENT'");
        change.Add($"update broker_key set state = 'CURRENT', since = {now} where public_key = {publicKey}");
    }

    public static void Retire(Change change, string publicKey, DateTimeOffset now) =>
        change.Add($"update broker_key set state = 'RETIRED', since = {now}, sealed_seed = null where public_key = {publicKey}");

    public static void Say(Change change, Guid id, DateTimeOffset at, string what, BrokerKeyKind kind, string publicKey) =>
        change.Add($"insert into broker_step (id, at, what, kind, public_key) values ({id}, {at}, {what}, {EnumText.Of(kind)}, {publicKey})");

    public Task<List<BrokerStep>> Steps(int limit, CancellationToken ct) => control.Query(
        $"select at, what, kind, public_key from broker_step order by at desc, id desc limit {limit}", row => new BrokerStep(row.Time(), row.Text(), row.Text(), row.Text()), ct);

    private static StoredBrokerKey Read(Row row) => new(
        row.Text(), row.Enum<BrokerKeyKind>(), row.Enum<BrokerKeyState>(), row.BytesOrNull(), row.Time(), row.TimeOrNull(), row.TimeOrNull(), row.Bool(), row.TimeOrNull());
}
