using Holdfast.Modules.Vault.Domain;
using Holdfast.Platform.Modularity;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Holdfast.Modules.Vault;

/// <summary>The platform's sealer over the key file. As a hosted service it opens the file at the start: a bad one is no surprise for later.</summary>
internal sealed class Sealer(IOptions<VaultOptions> options, ILogger<Sealer> logger) : ISealer, IHostedService
{
    private readonly Lazy<KeyRing> ring = new(() => KeyFile.Open(options.Value.KeyFile));

    public byte[] Seal(ReadOnlySpan<byte> clear, string purpose) => ring.Value.Seal(clear, purpose);

    public byte[] Open(ReadOnlySpan<byte> sealedBytes, string purpose) => ring.Value.Open(sealedBytes, purpose);

    public Task StartAsync(CancellationToken cancellationToken)
    {
        VaultLog.KeysLoaded(logger, ring.Value.EncryptingKeyId, ring.Value.Count);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
