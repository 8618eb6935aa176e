using System.Security.Cryptography;
using Holdfast.Modules.Audit.Proof;
using Holdfast.Modules.Tenancy.Contracts;
using Holdfast.Platform.Cryptography;
using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Microsoft.Extensions.Options;

namespace Holdfast.Modules.Audit;

/// <summary>Signs what the platform says of itself, with a key of its own that is made when it is first needed: <c>{origin}/platform</c>.</summary>
internal sealed class PlatformStatements(PlatformKeyDb keys, AuditDb db, ISealer sealer, IOptions<AuditOptions> options, TimeProvider time) : IPlatformStatements
{
    private const string Purpose = "platform-statement-key";

    private string Name => $"{options.Value.Origin}/platform";

    public async Task<string> Sign(string text, CancellationToken ct)
    {
        var stored = await Key(ct);
        var key = VerifierKey.TryParse(stored.VerifierKey, out var known) ? known : throw new CryptographicException("The verifier key of the platform's statements cannot be read.");
        var seed = sealer.Open(stored.SealedSeed, Purpose);
        using var signer = new Ed25519Signer(seed);
        CryptographicOperations.ZeroMemory(seed);
        return SignedNote.Sign(text, key, signer);
    }

    public async Task<string?> LastCheckpoint(OpContext op, CancellationToken ct) => (await db.LatestCheckpoint(op, ct)).Note;

    public async Task<string> LogRoot(IReads reads, TenantId tenant, CancellationToken ct)
    {
        var size = await AuditDb.Size(reads, tenant, ct);
        var edge = MerkleFrontier.EdgeOf(size);
        var stored = await AuditDb.Nodes(reads, tenant, edge, ct);
        return $"{size} {new MerkleFrontier(size, edge.Select(id => stored[id])).Root}";
    }

    /// <summary>The public half, as a C2SP verifier key.</summary>
    public async Task<string> VerifierKeyText(CancellationToken ct) => (await Key(ct)).VerifierKey;

    private async Task<StoredKey> Key(CancellationToken ct)
    {
        if (await keys.Key(Name, ct) is { } there)
        {
            return there;
        }

        var seed = RandomNumberGenerator.GetBytes(Ed25519.SeedSize);
        var made = new StoredKey(new VerifierKey(Name, Ed25519.PublicKey(seed)).ToString(), sealer.Seal(seed, Purpose));
        CryptographicOperations.ZeroMemory(seed);
        await keys.Keep(Name, made, time.GetUtcNow(), ct);
        return await keys.Key(Name, ct) ?? throw new InvalidOperationException("The platform's key was not kept.");
    }
}
