using System.Text;
using Holdfast.Modules.Fleet.Contracts;
using Holdfast.Modules.Fleet.Reconcilers;
using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Messaging;
using Holdfast.Platform.Messaging.Credentials;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Work;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Holdfast.Modules.Fleet.Broker;

/// <summary>The keys in this process's memory, so that a log-in can be signed inside a change; kept sealed in the control store, where all processes find the same.</summary>
internal sealed class BrokerKeys(IServiceProvider services, ISealer sealer, IOptions<FleetOptions> options, TimeProvider time) : IBrokerKeys
{
    private const string Purpose = "broker-key";
    private volatile BrokerKeyring? ring;

    /// <summary>What is signed with.</summary>
    public BrokerKeyring Ring => ring ?? throw new InvalidOperationException("The broker's keys have not been read yet.");

    /// <summary>The key that signed this process's own log-in.</summary>
    public string? LoggedInBy { get; set; }

    public async Task Open(BrokerIdentity? earlier, CancellationToken ct)
    {
        await Make(earlier, ct);
        await Load(ct);
    }

    public NatsUserCredential ServerLogIn()
    {
        var now = Ring;
        LoggedInBy = now.Current(BrokerKeyKind.AccountSigning).PublicKey;
        return now.ServerLogIn(time.GetUtcNow());
    }

    public async Task<BrokerPapers> Papers(CancellationToken ct)
    {
        await using var scope = Scope();
        return await scope.ServiceProvider.GetRequiredService<BrokerWriting>().Papers(ct);
    }

    public async Task<BrokerKeyFact[]> List(bool withRetired, CancellationToken ct)
    {
        await using var scope = Scope();
        var db = scope.ServiceProvider.GetRequiredService<BrokerDb>();
        var keys = await db.Keys(ct);
        if (withRetired)
        {
            keys.AddRange(await db.KeysThatWere(ct));
        }

        var now = time.GetUtcNow();
        return [.. keys.OrderBy(k => k.Kind).ThenBy(k => k.State).Select(k =>
            new BrokerKeyFact(EnumText.Of(k.Kind), k.PublicKey, EnumText.Of(k.State), k.Since, k.RetireAt, k.IsDue(now, options.Value.BrokerKeyLifetime)))];
    }

    public async Task<BrokerStep[]> Steps(int limit, CancellationToken ct)
    {
        await using var scope = Scope();
        return [.. await scope.ServiceProvider.GetRequiredService<BrokerDb>().Steps(limit, ct)];
    }

    public async Task Rotate(BrokerRotationOf which, bool isLeaked, CancellationToken ct)
    {
        await using var scope = Scope();
        await using var change = await scope.ServiceProvider.GetRequiredService<BrokerDb>().Alone(ct);
        var (stored, now) = (await BrokerDb.Keys(change, ct), time.GetUtcNow());

        // Nothing is to be sealed that the servers could not open.
        _ = Open(stored, 0);
        if (which == BrokerRotationOf.Account && isLeaked)
        {
            // Nothing that any of them signed is to be let in: not even the next one waits until the broker knows it.
            foreach (var key in stored.Where(k => k.Kind == BrokerKeyKind.AccountSigning))
            {
                BrokerDb.Retire(change, key.PublicKey, now);
                Say(change, "RETIRED_AT_ONCE", key.Kind, key.PublicKey);
            }

            Add(change, NKey.Create(NKeyKind.Account), BrokerKeyKind.AccountSigning, BrokerKeyState.Current);
            BrokerDb.Want(change);
        }
        else
        {
            foreach (var key in stored.Where(k => k.State == BrokerKeyState.Current && Kinds(which).Contains(k.Kind)))
            {
                BrokerDb.Ask(change, key.Kind, isLeaked, now);
                Say(change, isLeaked ? "ROTATION_ASKED_LEAKED" : "ROTATION_ASKED", key.Kind, key.PublicKey);
            }
        }

        RunReconcilers.Demand(change, KeepBrokerKeys.Name);
        await change.Commit(ct);
    }

    public async Task<bool> IsSettled(BrokerRotationOf which, CancellationToken ct)
    {
        await using var scope = Scope();
        var db = scope.ServiceProvider.GetRequiredService<BrokerDb>();
        var (standing, now) = (await db.Standing(ct), time.GetUtcNow());
        return standing.Pushed >= standing.Wanted
            && !(await db.Keys(ct)).Exists(k => Kinds(which).Contains(k.Kind) && (k.IsDue(now, options.Value.BrokerKeyLifetime) || (k.State == BrokerKeyState.Retiring && k.IsLeaked)));
    }

    /// <summary>Reads the keys into memory.</summary>
    public async Task<BrokerKeyring> Load(CancellationToken ct)
    {
        await using var scope = Scope();
        var db = scope.ServiceProvider.GetRequiredService<BrokerDb>();
        var standing = await db.Standing(ct);
        return ring = Open(await db.Keys(ct), standing.Wanted);
    }

    /// <summary>Opens what is stored.</summary>
    public BrokerKeyring Open(IEnumerable<StoredBrokerKey> stored, long version) =>
        new(version, [.. stored.Select(k => new BrokerKey(k.Kind, k.State, NKey.FromSeed(Encoding.ASCII.GetString(sealer.Open(k.SealedSeed!, Purpose)))))]);

    /// <summary>A key comes in, with its change.</summary>
    public void Add(Change change, NKey key, BrokerKeyKind kind, BrokerKeyState state)
    {
        BrokerDb.Insert(change, key.PublicKey, kind, state, sealer.Seal(Encoding.ASCII.GetBytes(key.Seed), Purpose), time.GetUtcNow());
        Say(change, state == BrokerKeyState.Next ? "MADE" : "SIGNS", kind, key.PublicKey);
    }

    /// <summary>Writes down what became of a key, with its change.</summary>
    public void Say(Change change, string what, BrokerKeyKind kind, string publicKey) => BrokerDb.Say(change, Id.NewGuid(time), time.GetUtcNow(), what, kind, publicKey);

    private static BrokerKeyKind[] Kinds(BrokerRotationOf which) => which == BrokerRotationOf.Account ? [BrokerKeyKind.AccountSigning] : [BrokerKeyKind.SystemSigning, BrokerKeyKind.OperatorSigning];

    private async Task Make(BrokerIdentity? earlier, CancellationToken ct)
    {
        await using var scope = Scope();
        await using var change = await scope.ServiceProvider.GetRequiredService<BrokerDb>().Alone(ct);
        if ((await BrokerDb.Keys(change, ct)).Count > 0)
        {
            return;
        }

        Add(change, earlier?.Operator ?? NKey.Create(NKeyKind.Operator), BrokerKeyKind.Operator, BrokerKeyState.Current);
        Add(change, earlier?.System ?? NKey.Create(NKeyKind.Account), BrokerKeyKind.System, BrokerKeyState.Current);
        Add(change, earlier?.Account ?? NKey.Create(NKeyKind.Account), BrokerKeyKind.Account, BrokerKeyState.Current);
        Add(change, NKey.Create(NKeyKind.Operator), BrokerKeyKind.OperatorSigning, BrokerKeyState.Current);
        // A nats-server reads whom it trusts at its start alone: so it is told ahead of who comes next.
        Add(change, NKey.Create(NKeyKind.Operator), BrokerKeyKind.OperatorSigning, BrokerKeyState.Next);
        Add(change, NKey.Create(NKeyKind.Account), BrokerKeyKind.SystemSigning, BrokerKeyState.Current);
        Add(change, NKey.Create(NKeyKind.Account), BrokerKeyKind.AccountSigning, BrokerKeyState.Current);
        await change.Commit(ct);
    }

    private AsyncServiceScope Scope() => services.OpenWork(OpContext.OfSystem(default, "fleet.broker_keys", Id.NewGuid(time).ToString("N")));
}
