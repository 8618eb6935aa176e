using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Events;
using Microsoft.Extensions.DependencyInjection;

namespace Holdfast.Modules.Access.Tokens;

/// <summary>Tells which key a text is of. What has no key's shape and checksum is refused without a look-up.</summary>
internal sealed class ApiKeys : IDisposable
{
    private readonly ApiKeyCache cache = new();
    private readonly IServiceProvider services;
    private readonly TimeProvider time;
    private readonly IDisposable listening;

    public ApiKeys(IServiceProvider services, EventBus bus, TimeProvider time)
    {
        (this.services, this.time) = (services, time);
        listening = bus.Listen(signal =>
        {
            if (signal.Name is "api_key.revoked" or "api_key.rotated" or "api_key.leaked")
            {
                cache.Forget();
            }
        });
    }

    /// <summary>The key, be it good or not; null when the text is of none.</summary>
    public ValueTask<KnownKey?> Find(ReadOnlySpan<char> text, DateTimeOffset now, CancellationToken ct) =>
        ApiKeyText.DigestOfShape(text) is not { } digest ? default
        // The digest of a key that is known proves its text to the last character.
        : cache.Find(digest, now, out var known) ? new(known)
        : !ApiKeyText.HasChecksum(text) ? default
        : new(cache.Get(digest, now, () => Load(digest, now), ct));

    public void Dispose() => listening.Dispose();

    // Several requests may wait for it, so it does not end with any of them.
    private async Task<KnownKey?> Load(KeyDigest digest, DateTimeOffset now)
    {
        await using var scope = services.OpenOp(OpContext.OfSystem(default, "access.find_key", Id.NewGuid(time).ToString("N")));
        var db = scope.ServiceProvider.GetRequiredService<ApiKeyDb>();
        if (await db.OfText(digest.ToBytes(), now, CancellationToken.None) is not var (key, isReplaced))
        {
            return null;
        }

        var ends = key.ExpiresAt ?? DateTimeOffset.MaxValue;
        var op = OpContext.OfSystem(key.Tenant, "access.find_key", Id.NewGuid(time).ToString("N"));
        var entitlements = await scope.ServiceProvider.GetRequiredService<Entitlements>().OfKey(op, key, CancellationToken.None);
        return new KnownKey(
            key.AsPrincipal(entitlements),
            isReplaced && key.ReplacedUntil is { } until && until < ends ? until : ends,
            key.Networks,
            key.RevokedAt is not null);
    }
}
