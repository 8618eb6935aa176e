using Holdfast.Modules.Access.Domain;
using Holdfast.Platform.Data;
using Microsoft.Extensions.Options;

namespace Holdfast.Modules.Access;

/// <summary>A single-use token with which somebody chooses another password.</summary>
/// <param name="Token">Shown once: only its hash is kept.</param>
/// <param name="ExpiresAt">Until when it is good.</param>
internal sealed record PasswordResetToken(string Token, DateTimeOffset ExpiresAt);

/// <summary>Makes tokens for people who have lost their password. Whoever hands one out has made sure who gets it; nothing here sends anything.</summary>
internal sealed class PasswordResets(IOptions<AccessOptions> options, TimeProvider time)
{
    private const string Prefix = "hfp_";

    /// <summary>Adds a token to a change, in the place of the one before.</summary>
    public PasswordResetToken Issue(Change change, User user)
    {
        var token = SingleUseToken.New(Prefix);
        var now = time.GetUtcNow();
        PasswordDb.PutReset(change, user, SingleUseToken.Hash(token), now, now + options.Value.PasswordResetLifetime);
        change.Audit(new AuditFact("user", user.Id.Value, user.Username) { Category = AuditCategory.UserManagement, Severity = AuditSeverity.Warning });
        return new PasswordResetToken(token, now + options.Value.PasswordResetLifetime);
    }
}
