using System.Security.Cryptography;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Microsoft.Extensions.DependencyInjection;

namespace Holdfast.Modules.Access.Tokens;

/// <summary>One P-256 key of the platform.</summary>
/// <param name="Kid">Its name in tokens: the start of SHA-256 over its public half.</param>
/// <param name="Key">Both halves.</param>
/// <param name="CreatedAt">When it was made.</param>
internal sealed record SigningKey(string Kid, ECDsa Key, DateTimeOffset CreatedAt);

/// <summary>The keys of access tokens: made at first need, kept sealed in the control store, the newest signs and all that are not retired verify.</summary>
internal sealed class SigningKeys(IServiceProvider services, ISealer sealer, TimeProvider time) : IDisposable
{
    private const string Purpose = "access-signing-key";
    private static readonly TimeSpan Refresh = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Early = TimeSpan.FromMinutes(4);
    private readonly SemaphoreSlim loading = new(1, 1);
    private volatile Loaded? loaded;

    public async ValueTask<SigningKey> Current(CancellationToken ct) => (await Load(null, ct)).Keys[0];

    /// <summary>Loads the keys again somewhat before they would have to be, so that <see cref="Current"/> needs no connection for a minute.</summary>
    public async Task Renew(CancellationToken ct) => await Load(null, Early, ct);

    /// <summary>The key of a token; an unknown kid costs at most one look-up in five seconds.</summary>
    public async ValueTask<SigningKey?> Find(string kid, CancellationToken ct) => (await Load(kid, ct)).Keys.FirstOrDefault(k => k.Kid == kid);

    public async ValueTask<IReadOnlyList<SigningKey>> All(CancellationToken ct) => (await Load(null, ct)).Keys;

    /// <summary>Makes a new key when the newest is older than this, and retires those that nothing can be signed with any more.</summary>
    public async Task Rotate(TimeSpan lifetime, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        await using var scope = Scope();
        await using var change = scope.ServiceProvider.GetRequiredService<AccessDb>().Change();
        if (await AccessDb.NewestSigningKey(change, ct) is { } newest && newest > now - lifetime)
        {
            return;
        }

        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var spki = key.ExportSubjectPublicKeyInfo();
        var kid = Convert.ToHexStringLower(SHA256.HashData(spki))[..16];
        AccessDb.InsertSigningKey(change, kid, spki, sealer.Seal(key.ExportPkcs8PrivateKey(), Purpose), now, othersRetireAt: now + TimeSpan.FromHours(1));
        await change.Commit(ct);
        loaded = null;
    }

    public void Dispose() => loading.Dispose();

    private ValueTask<Loaded> Load(string? kid, CancellationToken ct) => Load(kid, Refresh, ct);

    private async ValueTask<Loaded> Load(string? kid, TimeSpan freshFor, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        if (Fresh(loaded, kid, now, freshFor) is { } fresh)
        {
            return fresh;
        }

        await loading.WaitAsync(ct);
        try
        {
            if (Fresh(loaded, kid, now, freshFor) is { } meanwhile)
            {
                return meanwhile;
            }

            var keys = await Read(ct);
            if (keys.Count == 0)
            {
                await Rotate(TimeSpan.Zero, ct);
                keys = await Read(ct);
            }

            return loaded = new Loaded(keys, now);
        }
        finally
        {
            loading.Release();
        }
    }

    private static Loaded? Fresh(Loaded? held, string? kid, DateTimeOffset now, TimeSpan freshFor) =>
        held is not null && now - held.At < (kid is null || held.Keys.Any(k => k.Kid == kid) ? freshFor : TimeSpan.FromSeconds(5)) ? held : null;

    private async Task<List<SigningKey>> Read(CancellationToken ct)
    {
        await using var scope = Scope();
        var stored = await scope.ServiceProvider.GetRequiredService<AccessDb>().SigningKeys(time.GetUtcNow(), ct);
        return [.. stored.Select(Open)];
    }

    private SigningKey Open(StoredSigningKey stored)
    {
        var key = ECDsa.Create();
        key.ImportPkcs8PrivateKey(sealer.Open(stored.SealedKey, Purpose), out _);
        return new SigningKey(stored.Kid, key, stored.CreatedAt);
    }

    private AsyncServiceScope Scope() => services.OpenOp(OpContext.OfSystem(default, "access.signing_keys", Id.NewGuid(time).ToString("N")));

    private sealed record Loaded(IReadOnlyList<SigningKey> Keys, DateTimeOffset At);
}
