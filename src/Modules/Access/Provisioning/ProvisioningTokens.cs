using Holdfast.Modules.Access.Tokens;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Events;
using Microsoft.Extensions.DependencyInjection;

namespace Holdfast.Modules.Access.Provisioning;

/// <summary>Tells which token a text is of, as <see cref="ApiKeys"/> does of keys: what is revoked is out in every process within a second.</summary>
internal sealed class ProvisioningTokens : IDisposable
{
    private readonly ApiKeyCache cache = new();
    private readonly IServiceProvider services;
    private readonly TimeProvider time;
    private readonly IDisposable listening;

    public ProvisioningTokens(IServiceProvider services, EventBus bus, TimeProvider time)
    {
        (this.services, this.time) = (services, time);
        listening = bus.Listen(signal =>
        {
            if (signal.Name == "provisioning_token.revoked")
            {
                cache.Forget();
            }
        });
    }

    /// <summary>The token, be it good or not; null when the text is of none.</summary>
    public ValueTask<KnownKey?> Find(ReadOnlySpan<char> text, DateTimeOffset now, CancellationToken ct) =>
        ProvisioningTokenText.Digest(text) is not { } digest ? default
        : cache.Find(digest, now, out var known) ? new(known)
        : new(cache.Get(digest, now, () => Load(digest), ct));

    public void Dispose() => listening.Dispose();

    // Several requests may wait for it, so it does not end with any of them.
    private async Task<KnownKey?> Load(KeyDigest digest)
    {
        await using var scope = services.OpenOp(OpContext.OfSystem(default, "access.find_provisioning_token", Id.NewGuid(time).ToString("N")));
        return await scope.ServiceProvider.GetRequiredService<ProvisioningTokenDb>().OfText(digest.ToBytes(), CancellationToken.None) is { } token
            ? new KnownKey(token.AsPrincipal(), token.ExpiresAt ?? DateTimeOffset.MaxValue, [], token.RevokedAt is not null)
            : null;
    }
}
