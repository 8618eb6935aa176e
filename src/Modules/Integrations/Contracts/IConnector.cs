using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Integrations.Contracts;

/// <summary>
/// The code that talks to one outside product. Stateless and thread-safe; registered once per process as <c>IConnector</c>. It is called
/// outside any transaction, with values that were checked against its <see cref="Description"/>, and is cancelled when its time is over.
/// Expected failures are outcomes, with codes <c>connector.reason</c> that are never renamed and words that hold no secret.
/// </summary>
public interface IConnector
{
    /// <summary>What it can do; the same object each time.</summary>
    ConnectorDescription Description { get; }

    /// <summary>What is wrong with settings beyond what their description can say, such as an address that may not be reached; null when they will do. Sends nothing.</summary>
    Task<Problem?> Check(FieldValues settings, CancellationToken ct) => Task.FromResult<Problem?>(null);

    /// <summary>Proves that the settings and the secret work, without changing anything outside.</summary>
    Task<ConnectionCheck> Test(Connection connection, CancellationToken ct);

    /// <summary>Does one of its actions, once: nothing is repeated inside a call whose effect may have happened.</summary>
    Task<ActionOutcome> Execute(Connection connection, ActionCall call, CancellationToken ct);
}

/// <summary>A tenant's product: where it is and how to get in.</summary>
/// <param name="Tenant">Whose.</param>
/// <param name="Settings">As described.</param>
/// <param name="Secrets">As described.</param>
public sealed record Connection(TenantId Tenant, FieldValues Settings, SecretValues Secrets);

/// <summary>One action to do.</summary>
/// <param name="Action">Its key.</param>
/// <param name="Parameters">As described.</param>
/// <param name="Reference">The same when the same intent is tried again: where the product takes an idempotency key, this is it; elsewhere it marks what was made.</param>
public sealed record ActionCall(string Action, FieldValues Parameters, string Reference);

/// <summary>What a test found.</summary>
/// <param name="Ok">Whether it works.</param>
/// <param name="Code">Why not, stable; null when it works.</param>
/// <param name="Detail">One sentence for a person.</param>
public sealed record ConnectionCheck(bool Ok, string? Code, string Detail)
{
    /// <summary>It works.</summary>
    public static ConnectionCheck Works(string detail) => new(true, null, detail);

    /// <summary>It does not.</summary>
    public static ConnectionCheck Fails(string code, string detail) => new(false, code, detail);
}
