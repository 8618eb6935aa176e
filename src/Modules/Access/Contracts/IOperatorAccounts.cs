using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Access.Contracts;

/// <summary>A text that is good once, shown once, and kept as its hash.</summary>
/// <param name="Token">What is handed over.</param>
/// <param name="ExpiresAt">Until when it is good.</param>
public sealed record HandedToken(string Token, DateTimeOffset ExpiresAt);

/// <summary>What the operator does about accounts on the server's own machine: to be there, and to read its configuration, is the credential.</summary>
public interface IOperatorAccounts
{
    /// <summary>A token with which the person with this address chooses another password; guesses at the old one are forgotten. It stands in their tenant's log.</summary>
    Task<Result<HandedToken>> Recover(string email, CancellationToken ct);

    /// <summary>Takes all second factors of the person with this address away and ends their sessions. It stands in their tenant's log.</summary>
    Task<Result<Done>> ResetSecondFactors(string email, CancellationToken ct);

    /// <summary>Forgets the failed guesses at a person's password. It stands in their tenant's log.</summary>
    Task<Result<Done>> Unlock(string email, CancellationToken ct);

    /// <summary>A code with which one company registers where registration is not open.</summary>
    Task<HandedToken> Invite(TimeSpan goodFor, CancellationToken ct);
}
