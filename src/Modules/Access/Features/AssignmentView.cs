using Holdfast.Modules.Access.Contracts;
using Holdfast.Modules.Access.Domain;
using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Access.Features;

/// <summary>An assignment on the wire.</summary>
/// <param name="Id">Its id.</param>
/// <param name="PrincipalKind">What kind of thing has the role.</param>
/// <param name="PrincipalId">Which.</param>
/// <param name="Role">The role's id.</param>
/// <param name="Scope">At which node, and everything below it.</param>
/// <param name="ExpiresAt">Until when; null when it does not end by itself.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="ProvidedBy">The identity provider that says so at each sign-in, and takes it away when it does not any more; null when people gave it.</param>
/// <param name="Version">Grows with every change; the answer's ETag, for If-Match.</param>
internal sealed record AssignmentView(
    AssignmentId Id, AssigneeKind PrincipalKind, Guid PrincipalId, string Role, Scope Scope, DateTimeOffset? ExpiresAt, DateTimeOffset CreatedAt, Guid? ProvidedBy, long Version) : IVersioned
{
    public static AssignmentView From(Assignment a) => new(a.Id, a.Kind, a.Principal, a.Role, a.Scope, a.ExpiresAt, a.CreatedAt, a.ProvidedBy?.Value, a.Version);

    public static AuditFact Fact(Assignment? before, Assignment? after, string role, string? name, ScopePath path)
    {
        var named = (after ?? before)!;
        return AuditFact.Of("assignment", named.Id.Value, name is null ? role : $"{role} of {name}", before is null ? null : From(before), after is null ? null : From(after)) with
        {
            Category = AuditCategory.Authorization,
            Path = path,
        };
    }
}
