using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Vault.Contracts;

/// <summary>Where a secret lies. It is no secret itself: it may stand in rows, answers and audit entries.</summary>
/// <param name="Store">Which store keeps it: <c>local</c>, later a cloud's vault.</param>
/// <param name="Name">Its name in the store, unique in the tenant: 1 to 200 of a-z, 0-9, <c>. _ - /</c>.</param>
/// <param name="Version">1 for the first value, one more for each that replaces it.</param>
public sealed record SecretRef(string Store, string Name, int Version);

/// <summary>Keeps a tenant's secrets. Whoever needs one holds the reference and asks at the moment of use.</summary>
public interface ISecrets
{
    /// <summary>
    /// Keeps a value with the caller's change: it is there when the change commits and not otherwise. Values that it replaces are gone with
    /// the same commit, so that a secret that was changed because it leaked is kept nowhere.
    /// </summary>
    /// <param name="change">A change in the tenant's store.</param>
    /// <param name="name">The name, for good.</param>
    /// <param name="value">1 to 32,768 characters.</param>
    /// <param name="replaces">The reference that the caller has now, read for update; null for the first value.</param>
    SecretRef Put(Change change, string name, string value, SecretRef? replaces = null);

    /// <summary>The value; null when there is none any more.</summary>
    /// <exception cref="System.Security.Cryptography.CryptographicException">The row was changed, or its key is not in the key file.</exception>
    Task<string?> Reveal(OpContext op, SecretRef secret, CancellationToken ct);

    /// <summary>Removes a secret, all versions, with the caller's change.</summary>
    void Delete(Change change, SecretRef secret);
}
