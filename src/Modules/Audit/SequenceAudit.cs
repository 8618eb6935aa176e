using System.Security.Cryptography;
using Holdfast.Modules.Audit.Proof;
using Holdfast.Platform.Cryptography;
using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Work;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Holdfast.Modules.Audit;

/// <summary>
/// Gives entries their place in their tenant's Merkle tree (RFC 6962) and signs a checkpoint over it, in batches, so that no request waits
/// for another of its tenant. Leaves are computed from the entries as they stand, and only those that are what was committed get a place. Place,
/// nodes and checkpoint commit together; a sequencer that dies leaves the entries in the intake.
/// </summary>
internal sealed class SequenceAudit(AuditDb db, ISealer sealer, IOptions<AuditOptions> options, TimeProvider time, ILogger<SequenceAudit> logger) : IWork
{
    private const string Purpose = "audit-log-key";

    public WorkPace Pace => new(options.Value.SequenceEvery, options.Value.SequenceLanes, WorkPace.ShortGrace);

    public Task<IReadOnlyList<WorkItem>> Find(Database database, WorkQuery wanted, CancellationToken ct) => AuditDb.Waiting(database, wanted, ct);

    public async Task<bool> Do(OpContext op, WorkItem item, CancellationToken ct)
    {
        await using var change = db.Change();
        if (!await AuditDb.Lock(change, ct))
        {
            return false;
        }

        var entries = Good(change, await AuditDb.Waiting(change, options.Value.SequenceBatch, ct));
        if (entries.Count > 0)
        {
            await Place(change, entries, ct);
        }

        await change.Commit(ct);
        return true;
    }

    private List<(Guid Id, MerkleHash Leaf)> Good(Change change, List<WaitingEntry> waiting)
    {
        var good = new List<(Guid, MerkleHash)>(waiting.Count);
        foreach (var entry in waiting)
        {
            if (entry.Leaf is { } leaf)
            {
                good.Add((entry.Id, leaf));
            }
            else
            {
                AuditLog.EntryChanged(logger, entry.Id, change.Op.Tenant.Value);
                AuditDb.Refuse(change, entry.Id, time.GetUtcNow());
            }
        }

        return good;
    }

    private async Task Place(Change change, List<(Guid Id, MerkleHash Leaf)> entries, CancellationToken ct)
    {
        var (size, last) = await AuditDb.Size(change, ct);
        var edge = MerkleFrontier.EdgeOf(size);
        var stored = await AuditDb.Nodes(change, change.Op.Tenant, edge, ct);
        var frontier = new MerkleFrontier(size, edge.Select(id => stored[id]));
        var nodes = frontier.Append([.. entries.Select(e => e.Leaf)]);
        AuditDb.Place(change, size, entries, nodes);

        var now = time.GetUtcNow();
        if (last is { } before && now - before.AddTicks(-(before.Ticks % TimeSpan.TicksPerHour)) >= TimeSpan.FromHours(1))
        {
            // The first of an hour thins those of long ago.
            await AuditDb.Thin(change, options.Value.CheckpointAge, ct);
        }

        var (key, seed) = await Key(change, now, ct);
        using var signer = new Ed25519Signer(seed);
        CryptographicOperations.ZeroMemory(seed);
        AuditDb.Insert(change, frontier.Size, new Checkpoint(key.Name, frontier.Size, frontier.Root).Sign(key, signer), now);
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
