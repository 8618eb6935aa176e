using Holdfast.Platform.Kernel;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Holdfast.Modules.Access;

/// <summary>What became of a password that was compared.</summary>
/// <param name="Right">Whether it is the one.</param>
/// <param name="Stronger">A hash by today's parameters when the stored one is weaker.</param>
internal sealed record PasswordCheck(bool Right, string? Stronger);

/// <summary>
/// Password hashes by the framework's hasher (PBKDF2-HMAC-SHA512), and the same work for users that do not exist. Few are worked on at once:
/// who would wait too long is told to come back, and the processors are there for everybody else.
/// </summary>
internal sealed class Passwords : IDisposable
{
    private readonly IPasswordHasher<object> hasher;
    private readonly string nobody;
    private readonly SemaphoreSlim places;
    private readonly TimeSpan patience;

    public Passwords(IOptions<AccessOptions> options, IPasswordHasher<object> hasher)
    {
        this.hasher = hasher;
        nobody = hasher.HashPassword(this, "nobody has this password");
        patience = options.Value.PasswordWait;
        places = new SemaphoreSlim(options.Value.PasswordsAtOnce > 0 ? options.Value.PasswordsAtOnce : Math.Max(2, Environment.ProcessorCount / 2));
    }

    /// <summary>The framework's hasher, with as many iterations as are set.</summary>
    public static IPasswordHasher<object> Hasher(IServiceProvider services) => new PasswordHasher<object>(Options.Create(
        new PasswordHasherOptions { IterationCount = services.GetRequiredService<IOptions<AccessOptions>>().Value.PasswordIterations }));

    /// <summary>A new hash; a problem when too many others wait for theirs.</summary>
    public async Task<Result<string>> Hash(string password, CancellationToken ct)
    {
        if (!await places.WaitAsync(patience, ct))
        {
            return AccessProblems.Busy;
        }

        try
        {
            return hasher.HashPassword(this, password);
        }
        finally
        {
            places.Release();
        }
    }

    /// <summary>Compares; with no user it takes as long and fails. A problem when too many others wait for theirs.</summary>
    /// <param name="hash">The stored hash; null when there is no such user, empty when they have no password.</param>
    /// <param name="password">What was sent.</param>
    /// <param name="ct">Stops waiting.</param>
    public async Task<Result<PasswordCheck>> Check(string? hash, string password, CancellationToken ct)
    {
        if (!await places.WaitAsync(patience, ct))
        {
            return AccessProblems.Busy;
        }

        // Who has none is compared like who is not there.
        hash = hash is { Length: > 0 } ? hash : null;
        try
        {
            // Who signs in by an identity provider alone has no password.
            hash = hash is "" ? null : hash;
            var result = hasher.VerifyHashedPassword(this, hash ?? nobody, password);
            return new PasswordCheck(
                hash is not null && result != PasswordVerificationResult.Failed,
                hash is not null && result == PasswordVerificationResult.SuccessRehashNeeded ? hasher.HashPassword(this, password) : null);
        }
        finally
        {
            places.Release();
        }
    }

    public void Dispose() => places.Dispose();
}
