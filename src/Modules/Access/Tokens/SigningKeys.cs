using System.Security.Cryptography;
using Holdfast.Platform.Data;
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
    private readonly SemaphoreSlim loading = new(1, 1);
    private volatile Loaded? loaded;

    public async ValueTask<SigningKey> Current(CancellationToken ct) => (await Load(null, ct)).Keys[0];

    /// <summary>The key of a token; an unknown kid costs at most one look-up in five seconds.</summary>
    public async ValueTask<SigningKey?> Find(string kid, CancellationToken ct) => (await Load(kid, ct)).Keys.FirstOrDefault(k => k.Kid == kid);

    public async ValueTask<IReadOnlyList<SigningKey>> All(CancellationToken ct) => (await Load(null, ct)).Keys;

    /// <summary>Makes a new key when the newest is older than this, and retires those that nothing can be signed with any more.</summary>
    public async Task Rotate(TimeSpan lifetime, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        await using var scope = Scope();
        var control = scope.ServiceProvider.GetRequiredService<ControlSession>();
        await using var change = control.Change();
        await change.Query($"select pg_advisory_xact_lock(hashtextextended({Purpose}, 0))", _ => 0, ct);
        var newest = await change.Query($"select created_at from signing_key where retired_at is null order by created_at desc limit 1", row => row.Time(0), ct);
        if (newest.Count > 0 && newest[0] > now - lifetime)
        {
            return;
        }

        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var spki = key.ExportSubjectPublicKeyInfo();
        var kid = Convert.ToHexStringLower(SHA256.HashData(spki))[..16];
        change.Add($"""
            insert into signing_key (kid, public_key, sealed_private_key, created_at)
            values ({kid}, {spki}, {sealer.Seal(key.ExportPkcs8PrivateKey(), Purpose)}, {now})
            """);
        change.Add($"update signing_key set retired_at = {now + TimeSpan.FromHours(1)} where kid <> {kid} and retired_at is null");
        await change.Commit(ct);
        loaded = null;
    }

    public void Dispose() => loading.Dispose();

    private async ValueTask<Loaded> Load(string? kid, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        if (Fresh(loaded, kid, now) is { } fresh)
        {
            return fresh;
        }

        await loading.WaitAsync(ct);
        try
        {
            if (Fresh(loaded, kid, now) is { } meanwhile)
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

    private static Loaded? Fresh(Loaded? held, string? kid, DateTimeOffset now) =>
        held is not null && now - held.At < (kid is null || held.Keys.Any(k => k.Kid == kid) ? Refresh : TimeSpan.FromSeconds(5)) ? held : null;

    private async Task<List<SigningKey>> Read(CancellationToken ct)
    {
        await using var scope = Scope();
        var control = scope.ServiceProvider.GetRequiredService<ControlSession>();
        return await control.Query(
            $"select kid, sealed_private_key, created_at from signing_key where retired_at is null or retired_at > {time.GetUtcNow()} order by created_at desc",
            row =>
            {
                var key = ECDsa.Create();
                key.ImportPkcs8PrivateKey(sealer.Open(row.GetFieldValue<byte[]>(1), Purpose), out _);
                return new SigningKey(row.GetString(0), key, row.Time(2));
            },
            ct);
    }

    private AsyncServiceScope Scope() => services.OpenOp(OpContext.OfSystem(default, "access.signing_keys", Id.NewGuid(time).ToString("N")));

    private sealed record Loaded(IReadOnlyList<SigningKey> Keys, DateTimeOffset At);
}
