using System.Security.Cryptography;
using Holdfast.Modules.Audit.Proof;
using Holdfast.Platform.Cryptography;
using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Holdfast.Modules.Audit;

/// <summary>
/// Gives entries their place in their tenant's Merkle tree (RFC 6962) and signs a checkpoint over it, in batches, so that no request waits
/// for another of its tenant. Place, nodes and checkpoint commit together; a sequencer that dies leaves the entries in the intake.
/// </summary>
internal sealed class AuditSequencer(
    IServiceProvider services, IStores stores, ISealer sealer, IOptions<AuditOptions> options, TimeProvider time, ILogger<AuditSequencer> logger) : BackgroundService
{
    private const string Purpose = "audit-log-key";

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Value.SequenceEvery, time);
        try
        {
            do
            {
                await Turn(stoppingToken);
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Stopping.
        }
    }

    private async Task Turn(CancellationToken ct)
    {
        try
        {
            foreach (var store in stores.TenantStores)
            {
                foreach (var tenant in await AuditDb.Waiting(store, ct))
                {
                    await Sequence(tenant, ct);
                }
            }
        }
        catch (Exception e) when (!ct.IsCancellationRequested)
        {
            AuditLog.SequencingFailed(logger, e);
        }
    }

    private async Task Sequence(TenantId tenant, CancellationToken ct)
    {
        var op = OpContext.OfSystem(tenant, "audit.sequencer", Id.NewGuid(time).ToString("N"));
        await using var scope = services.OpenOp(op);
        await using var change = scope.ServiceProvider.GetRequiredService<AuditDb>().Change();
        if (!await AuditDb.Lock(change, ct) || await AuditDb.Take(change, options.Value.SequenceBatch, ct) is not { Count: > 0 } entries)
        {
            return;
        }

        var size = await AuditDb.Size(change, ct);
        var edge = MerkleFrontier.EdgeOf(size);
        var stored = await AuditDb.Nodes(change, edge, ct);
        var frontier = new MerkleFrontier(size, edge.Select(id => stored[id]));
        var nodes = frontier.Append([.. entries.Select(e => e.Leaf)]);
        AuditDb.Place(change, size, entries, nodes);

        var now = time.GetUtcNow();
        var (key, seed) = await Key(change, now, ct);
        using var signer = new Ed25519Signer(seed);
        CryptographicOperations.ZeroMemory(seed);
        AuditDb.Insert(change, frontier.Size, new Checkpoint(key.Name, frontier.Size, frontier.Root).Sign(key, signer), now);
        await change.Commit(ct);
    }

    private async Task<(VerifierKey Key, byte[] Seed)> Key(Change change, DateTimeOffset now, CancellationToken ct)
    {
        if (await AuditDb.Key(change, ct) is { } stored)
        {
            return VerifierKey.TryParse(stored.VerifierKey, out var known)
                ? (known, sealer.Open(stored.SealedSeed, Purpose))
                : throw new CryptographicException($"The verifier key of tenant {change.Op.Tenant}'s log cannot be read.");
        }

        var seed = RandomNumberGenerator.GetBytes(Ed25519.SeedSize);
        var key = new VerifierKey($"{options.Value.Origin}/{change.Op.Tenant}", Ed25519.PublicKey(seed));
        AuditDb.Insert(change, new StoredKey(key.ToString(), sealer.Seal(seed, Purpose)), now);
        return (key, seed);
    }
}
