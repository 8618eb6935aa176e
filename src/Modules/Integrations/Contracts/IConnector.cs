using System.Text.Json;
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

    /// <summary>What an action would do, without changing anything outside. A problem when it can be seen now that it would not work.</summary>
    Task<Result<ActionPlan>> Plan(Connection connection, ActionCall call, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(call);
        var action = Description.Actions.First(a => a.Key == call.Action);
        return Task.FromResult((Result<ActionPlan>)new ActionPlan(action.Description, JsonSerializer.SerializeToElement(new { does = action.Name, with = call.Parameters.Json })));
    }

    /// <summary>Does one of its actions, once: nothing is repeated inside a call whose effect may have happened.</summary>
    Task<ActionOutcome> Execute(Connection connection, ActionCall call, CancellationToken ct);

    /// <summary>Whether what an action was to do is so; changes nothing. Only what is certain is said.</summary>
    Task<PostCheck> Check(Connection connection, ActionCall call, CancellationToken ct) =>
        Task.FromResult<PostCheck>(new PostCheck.NotKnown("The product does not say. Look there yourself."));

    /// <summary>
    /// Reads a page. Pages from null to null, one after the other, hold everything that was there all the while exactly once.
    /// A cursor that is not one of its own is a problem.
    /// </summary>
    Task<Result<ReadPage>> Read(Connection connection, ReadCall call, CancellationToken ct) => throw new NotSupportedException("The description has no reads.");

    /// <summary>Proves that a document is the product's, by the connection's secret, and takes it apart into one page; a problem when it is not, or is in no known form.</summary>
    Result<ReadPage> Accept(Connection connection, InboundCall call) => throw new NotSupportedException("The description has no inbound documents.");
}

/// <summary>A tenant's product: where it is and how to get in.</summary>
/// <param name="Tenant">Whose.</param>
/// <param name="Settings">As described.</param>
/// <param name="Secrets">As described.</param>
public sealed record Connection(TenantId Tenant, FieldValues Settings, SecretValues Secrets)
{
    /// <summary>What the product gave for signing in, kept between calls.</summary>
    public SessionTokens Tokens { get; init; } = new(TimeProvider.System);

    /// <summary>Waits its turn before each request, so that all processes together keep to the connector's <see cref="ConnectorDescription.Pace"/>.</summary>
    public Func<CancellationToken, ValueTask> Turn { get; init; } = _ => ValueTask.CompletedTask;
}

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
