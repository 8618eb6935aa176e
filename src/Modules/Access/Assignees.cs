using Holdfast.Modules.Access.Contracts;
using Holdfast.Modules.Access.Members;
using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Access;

/// <summary>To whom roles can be given.</summary>
internal sealed class Assignees(MemberDb members, UserGroupDb groups, ApiKeyDb keys, TimeProvider time)
{
    /// <summary>The name of something of the operation's tenant that can have a role; null when there is none. A key is there within the operation's reach, as long as it is good.</summary>
    public async Task<string?> Find(OpContext op, AssigneeKind kind, Guid id, CancellationToken ct) => kind switch
    {
        AssigneeKind.User => await members.Name(op, UserId.From(id), ct),
        AssigneeKind.Group => (await groups.Group(op, UserGroupId.From(id), ct))?.Name,
        AssigneeKind.ApiKey => await keys.Key(op, ApiKeyId.From(id), ct) is { RevokedAt: null } key && (key.ExpiresAt is null || key.ExpiresAt > time.GetUtcNow()) ? key.Name : null,
        // Where agents are kept will be asked here.
        _ => null,
    };
}
