using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Vault;

/// <summary>What can stand in the way in this module.</summary>
internal static class VaultProblems
{
    private static readonly TimeSpan AWhile = TimeSpan.FromSeconds(10);

    public static Problem Missing { get; } = new(ProblemKind.Conflict, "vault.secret_missing", "The secret is not there any more; set it again.");

    public static Problem Unreadable { get; } = new(ProblemKind.Conflict, "vault.secret_unreadable", "The secret cannot be opened; set it again.");

    public static Problem Expired { get; } =
        new(ProblemKind.Unavailable, "vault.staging_expired", "It took too long to keep the secret; nothing was changed. Try again.", RetryAfter: TimeSpan.FromSeconds(1));

    public static Problem Refused { get; } =
        new(ProblemKind.Unavailable, "vault.refused", "The secret store refuses this server; its operator finds the reason in the server's log.", RetryAfter: TimeSpan.FromMinutes(1));

    public static Problem Unavailable(TimeSpan? retryAfter) =>
        new(ProblemKind.Unavailable, "vault.unavailable", "The secret store does not answer at the moment. Try again later.", RetryAfter: retryAfter ?? AWhile);

    public static Problem UnknownStore(string store) =>
        new(ProblemKind.Unavailable, "vault.store_unknown", $"The secret lies in the store '{store}', which this server is not configured for.", RetryAfter: TimeSpan.FromMinutes(1));

    public static Problem TooLarge(int bytes) =>
        Problem.OfField("vault.too_large", "secret", $"The secret is too large for the store: it takes at most {bytes} bytes.");
}
