using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace Holdfast.Modules.Access;

/// <summary>Password hashes by the framework's hasher (PBKDF2-HMAC-SHA512), and the same work for users that do not exist.</summary>
internal sealed class Passwords
{
    private readonly PasswordHasher<object> hasher;
    private readonly string nobody;

    public Passwords(IOptions<AccessOptions> options)
    {
        hasher = new PasswordHasher<object>(Options.Create(new PasswordHasherOptions { IterationCount = options.Value.PasswordIterations }));
        nobody = hasher.HashPassword(this, "nobody has this password");
    }

    public string Hash(string password) => hasher.HashPassword(this, password);

    /// <summary>Verifies; with no user it takes as long and fails.</summary>
    /// <param name="hash">The stored hash; null when there is no such user.</param>
    /// <param name="password">What was sent.</param>
    /// <param name="stronger">A hash by today's parameters when the stored one is weaker.</param>
    public bool Verify(string? hash, string password, out string? stronger)
    {
        var result = hasher.VerifyHashedPassword(this, hash ?? nobody, password);
        stronger = hash is not null && result == PasswordVerificationResult.SuccessRehashNeeded ? Hash(password) : null;
        return hash is not null && result != PasswordVerificationResult.Failed;
    }
}
