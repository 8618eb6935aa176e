using System.Security.Cryptography;
using System.Text;
using Holdfast.Modules.Vault.Contracts;
using Holdfast.Modules.Vault.Domain;
using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;

namespace Holdfast.Modules.Vault;

/// <summary>
/// Envelope encryption in the tenant's own store: each version has a random data key that the key ring wraps. A copy of the database
/// without the key file opens nothing, and a new key of keys needs only the wrapping to be done again.
/// </summary>
internal sealed class LocalSecrets(VaultDb db, ISealer sealer, TimeProvider time) : ISecrets
{
    private const string Store = "local";
    private const int NonceBytes = 12;
    private const int TagBytes = 16;

    public SecretRef Put(Change change, string name, string value, SecretRef? replaces = null)
    {
        if (!SecretName.IsGood(name) || value.Length is 0 or > SecretName.MaxValueLength || (replaces is not null && replaces.Name != name))
        {
            throw new ArgumentException("A secret's name or size is out of bounds; whoever takes one from a request checks it.");
        }

        var version = (replaces?.Version ?? 0) + 1;
        VaultDb.Insert(change, name, version, Seal(value, SecretName.Binding(change.Op.Tenant.Value, name, version)), time.GetUtcNow());
        VaultDb.DeleteBelow(change, name, version);
        return new SecretRef(Store, name, version);
    }

    public async Task<string?> Reveal(OpContext op, SecretRef secret, CancellationToken ct)
    {
        Check(secret);
        return await db.Secret(op, secret.Name, secret.Version, ct) is { } row ? Open(row, SecretName.Binding(op.Tenant.Value, secret.Name, secret.Version)) : null;
    }

    public void Delete(Change change, SecretRef secret)
    {
        Check(secret);
        VaultDb.Delete(change, secret.Name);
    }

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

    private static void Check(SecretRef secret)
    {
        if (secret.Store != Store)
        {
            throw new InvalidOperationException($"There is no secret store '{secret.Store}' here.");
        }
    }
}
