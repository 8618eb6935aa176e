using System.Security.Cryptography;
using System.Text;
using Holdfast.Modules.Vault.Contracts;
using Holdfast.Modules.Vault.Domain;
using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Microsoft.Extensions.Logging;

namespace Holdfast.Modules.Vault;

/// <summary>
/// Envelope encryption in the tenant's own store: each version has a random data key that the key ring wraps. A copy of the database
/// without the key file opens nothing, and a new key of keys needs only the wrapping to be done again.
/// </summary>
internal sealed class LocalSecrets(VaultDb db, ISealer sealer, TimeProvider time, ILogger<LocalSecrets> logger) : ISecretStore
{
    public const string Store = "local";

    private const int NonceBytes = 12;
    private const int TagBytes = 16;

    public Task<Result<StagedSecret>> Stage(OpContext op, string name, string value, CancellationToken ct) =>
        Task.FromResult<Result<StagedSecret>>(new StagedSecret(Store, name, value));

    public Task<Problem?> Keep(Change change, StagedSecret staged, int version, CancellationToken ct)
    {
        VaultDb.Insert(change, staged.Name, version, Seal(staged.Value!, SecretName.Binding(change.Op.Tenant.Value, staged.Name, version)), time.GetUtcNow());
        return Task.FromResult<Problem?>(null);
    }

    public async Task<Result<string>> Reveal(OpContext op, SecretRef secret, CancellationToken ct)
    {
        if (await db.Secret(op, secret.Name, secret.Version, ct) is not { } row)
        {
            VaultLog.Unreadable(logger, secret.Name, secret.Version, "there is no row");
            return VaultProblems.Missing;
        }

        try
        {
            return Open(row, SecretName.Binding(op.Tenant.Value, secret.Name, secret.Version));
        }
        catch (CryptographicException e)
        {
            VaultLog.Unreadable(logger, secret.Name, secret.Version, e.Message);
            return VaultProblems.Unreadable;
        }
    }

    public void Delete(Change change, SecretRef secret) => VaultDb.Delete(change, secret.Name);

    internal SecretRow Seal(string value, string binding)
    {
        var clear = Encoding.UTF8.GetBytes(value);
        var key = RandomNumberGenerator.GetBytes(KeyRing.KeyBytes);
        try
        {
            var box = new byte[NonceBytes + clear.Length + TagBytes];
            RandomNumberGenerator.Fill(box.AsSpan(0, NonceBytes));
            using var aes = new AesGcm(key, TagBytes);
            aes.Encrypt(box.AsSpan(0, NonceBytes), clear, box.AsSpan(NonceBytes, clear.Length), box.AsSpan(box.Length - TagBytes), Encoding.UTF8.GetBytes(binding));
            return new SecretRow(sealer.Seal(key, binding), box);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(key);
            CryptographicOperations.ZeroMemory(clear);
        }
    }

    internal string Open(SecretRow row, string binding)
    {
        if (row.Box.Length < NonceBytes + TagBytes)
        {
            throw new CryptographicException("This is no secret of ours.");
        }

        var key = sealer.Open(row.DataKey, binding);
        var clear = new byte[row.Box.Length - NonceBytes - TagBytes];
        try
        {
            using var aes = new AesGcm(key, TagBytes);
            aes.Decrypt(row.Box.AsSpan(0, NonceBytes), row.Box.AsSpan(NonceBytes, clear.Length), row.Box.AsSpan(row.Box.Length - TagBytes), clear, Encoding.UTF8.GetBytes(binding));
            return Encoding.UTF8.GetString(clear);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(key);
            CryptographicOperations.ZeroMemory(clear);
        }
    }
}
