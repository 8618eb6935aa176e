using Holdfast.Modules.Access.Contracts;
using Holdfast.Modules.Access.Domain;
using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Access.Features;

/// <summary>A person on the wire.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Username">The name to sign in with; unique in its tenant.</param>
/// <param name="Email">To sign in with and to be written to.</param>
/// <param name="Role">The id of the role that the person has on all of the tenant; null when there is none, and only assignments at nodes below count. GET /api/roles lists them.</param>
/// <param name="Status">Whether the person may sign in.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="LastLoginAt">When the person last signed in; null when never.</param>
/// <param name="Version">Grows with every change; the answer's ETag, for If-Match.</param>
internal sealed record UserView(
    UserId Id, string Username, string Email, string? Role, UserStatus Status, DateTimeOffset CreatedAt, DateTimeOffset? LastLoginAt, long Version) : IVersioned
{
    public static UserView From(User user) =>
        new(user.Id, user.Username, user.Email, user.Role, user.Status, user.CreatedAt, user.LastLoginAt, user.Version);

    public static AuditFact Fact(UserView? before, UserView? after)
    {
        var named = (after ?? before)!;
        return new AuditFact("user", named.Id.Value, named.Username, before is null ? null : AuditFact.Show(before), after is null ? null : AuditFact.Show(after))
        {
            Category = AuditCategory.UserManagement,
            Pii = true,
        };
    }
}
