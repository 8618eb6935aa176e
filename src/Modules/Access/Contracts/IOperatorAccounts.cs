using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Access.Contracts;

/// <summary>A text that is good once, shown once, and kept as its hash.</summary>
/// <param name="Token">What is handed over.</param>
/// <param name="ExpiresAt">Until when it is good.</param>
public sealed record HandedToken(string Token, DateTimeOffset ExpiresAt);

/// <summary>A network from which nobody may try a password for now.</summary>
/// <param name="Network">An IPv4 address, or the first address of a /64.</param>
/// <param name="Failures">How many sign-ins from there failed, over all accounts.</param>
/// <param name="LastAt">When the last one did.</param>
/// <param name="BlockedUntil">Until when.</param>
public sealed record BlockedAddress(string Network, int Failures, DateTimeOffset LastAt, DateTimeOffset BlockedUntil);

/// <summary>What the operator does about accounts on the server's own machine: to be there, and to read its configuration, is the credential.</summary>
public interface IOperatorAccounts
{
    /// <summary>A token with which the person with this address chooses another password; guesses at the old one are forgotten. It stands in their tenant's log.</summary>
    Task<Result<HandedToken>> Recover(string email, CancellationToken ct);

    /// <summary>Takes all second factors of the person with this address away and ends their sessions. It stands in their tenant's log.</summary>
    Task<Result<Done>> ResetSecondFactors(string email, CancellationToken ct);

    /// <summary>Forgets the failed guesses at a person's password. It stands in their tenant's log.</summary>
    Task<Result<Done>> Unlock(string email, CancellationToken ct);

    /// <summary>All networks from which nobody may try a password for now, those that wait longest first; at most so many.</summary>
    Task<BlockedAddress[]> BlockedAddresses(int limit, CancellationToken ct);

    /// <summary>Forgets what was held against an address, or the /64 that it is of.</summary>
    Task<Result<Done>> ReleaseAddress(string address, CancellationToken ct);

    /// <summary>A code with which one company registers where registration is not open.</summary>
    Task<HandedToken> Invite(TimeSpan goodFor, CancellationToken ct);
}
