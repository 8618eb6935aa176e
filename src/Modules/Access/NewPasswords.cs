using Holdfast.Modules.Access.Contracts;
using Holdfast.Modules.Access.Domain;
using Holdfast.Modules.Tenancy.Contracts;
using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Access;

/// <summary>Passwords that take the place of others: judged, hashed, and the sessions under the old one ended.</summary>
internal sealed class NewPasswords(Passwords passwords, Sessions sessions, ITenants tenants)
{
    /// <summary>The hash of a password for a person of the operation's tenant; a problem when it will not do.</summary>
    public async Task<Result<string>> Hash(OpContext op, string username, string email, string password, CancellationToken ct)
    {
        var company = await tenants.Find(op, ct);
        return PasswordRules.Check(password, username, email, company?.Name ?? "") is { } poor ? poor : await passwords.Hash(password, ct);
    }

    /// <summary>Adds to a change what a new password brings with it.</summary>
    /// <param name="change">Of the person's tenant.</param>
    /// <param name="user">Whose.</param>
    /// <param name="by">Who chose it.</param>
    /// <param name="except">A session that goes on.</param>
    /// <param name="ct">Stops it.</param>
    public async Task Announce(Change change, User user, PasswordChangedBy by, Guid? except, CancellationToken ct)
    {
        await sessions.End(change, user.Id, "PASSWORD", null, except, ct);
        change.Publish(new UserPasswordChanged(user.Id, by));
        change.Audit(new AuditFact("user", user.Id.Value, user.Username) { Category = AuditCategory.Authentication, Severity = AuditSeverity.Warning });
    }
}
