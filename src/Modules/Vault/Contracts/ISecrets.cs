using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Vault.Contracts;

/// <summary>Where a secret lies. It is no secret itself: it may stand in rows, answers and audit entries.</summary>
/// <param name="Store">Which store keeps it: <c>local</c> or <c>azure</c>.</param>
/// <param name="Name">Its name in the store: 1 to 200 of a-z, 0-9, <c>. _ - /</c>. In Azure, the name of a Key Vault secret.</param>
/// <param name="Version">1 for the first value, one more for each that replaces it.</param>
public sealed record SecretRef(string Store, string Name, int Version);

/// <summary>A value on its way into a store: nothing refers to it yet, and it is forgotten unless a change keeps it soon.</summary>
public sealed class StagedSecret
{
    internal StagedSecret(string store, string name, string? value) => (Store, Name, Value) = (store, name, value);

    internal string Store { get; }

    internal string Name { get; }

    // Null when the store has it already.
    internal string? Value { get; }
}

/// <summary>
/// Keeps a tenant's secrets. Whoever needs one holds the reference and asks at the moment of use. A store may be outside, slow or away, so a
/// value is put in two steps: staged with no lock held, then kept with the change that writes down its reference.
/// </summary>
public interface ISecrets
{
    /// <summary>Brings a value to its store. It may take seconds: call it before the change reads anything for update.</summary>
    /// <param name="op">The operation.</param>
    /// <param name="name">What the secret is of, for good: 1 to 200 of a-z, 0-9, <c>. _ - /</c>.</param>
    /// <param name="value">1 to 32,768 characters.</param>
    /// <param name="ct">Cancels.</param>
    /// <returns>The value's place; a problem when the store is away, refuses this server or takes no value of this size.</returns>
    Task<Result<StagedSecret>> Stage(OpContext op, string name, string value, CancellationToken ct);

    /// <summary>
    /// Keeps a staged value with the caller's change: it is there when the change commits and not otherwise. The value that it replaces goes
    /// with the same commit: from the database at once, from a store outside as soon as that answers.
    /// </summary>
    /// <param name="change">A change in the tenant's store.</param>
    /// <param name="staged">What <see cref="Stage"/> gave, at most some minutes ago.</param>
    /// <param name="replaces">The reference that the caller has now, read for update; null for the first value.</param>
    /// <param name="ct">Cancels.</param>
    Task<Result<SecretRef>> Keep(Change change, StagedSecret staged, SecretRef? replaces, CancellationToken ct);

    /// <summary>The value; a problem when it is gone, cannot be opened, or its store is away.</summary>
    Task<Result<string>> Reveal(OpContext op, SecretRef secret, CancellationToken ct);

    /// <summary>Removes a secret with the caller's change: from the database at once, from a store outside as soon as that answers.</summary>
    void Delete(Change change, SecretRef secret);
}
