using Holdfast.Modules.Access.Contracts;
using Holdfast.Modules.Access.Domain;
using Holdfast.Platform.Data;
using Holdfast.Platform.Http;

namespace Holdfast.Modules.Access.Features;

/// <summary>A person on the wire.</summary>
internal sealed record UserView(
    UserId Id, string Username, string Email, Role Role, UserStatus Status, DateTimeOffset CreatedAt, DateTimeOffset? LastLoginAt, long Version) : IVersioned
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
