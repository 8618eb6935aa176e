using Holdfast.Platform.Data;

namespace Holdfast.Modules.Audit;

/// <summary>The platform's own key, which is no tenant's.</summary>
internal sealed class PlatformKeyDb(ControlSession control)
{
    public Task<StoredKey?> Key(string name, CancellationToken ct) => control.First(
        $"select verifier_key, sealed_seed from platform_key where name = {name}", row => new StoredKey(row.Text(), row.Bytes()), ct);

    /// <summary>Keeps a key unless another process has kept one of this name before.</summary>
    public async Task Keep(string name, StoredKey key, DateTimeOffset now, CancellationToken ct)
    {
        await using var change = control.Bookkeeping();
        change.Add($"insert into platform_key (name, verifier_key, sealed_seed, created_at) values ({name}, {key.VerifierKey}, {key.SealedSeed}, {now}) on conflict do nothing");
        await change.Commit(ct);
    }
}
