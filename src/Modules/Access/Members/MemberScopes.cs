using Holdfast.Modules.Tenancy.Contracts;
using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;

namespace Holdfast.Modules.Access.Members;

/// <summary>The node whose members are asked for.</summary>
/// <param name="Node">Which; null when none was named.</param>
internal sealed record MemberScope(Scope? Node);

/// <summary>Which parts of the tenant's tree a list of members is about.</summary>
internal sealed class MemberScopes(ScopeTree tree, IStructure structure, AssignmentDb assignments)
{
    /// <summary>Reads of a request at which node members are asked for.</summary>
    /// <param name="op">With its reach.</param>
    /// <param name="level">The node's level; null together with the id.</param>
    /// <param name="id">The node's id.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<Result<MemberScope>> Of(OpContext op, string? level, Guid? id, CancellationToken ct)
    {
        if (level is null && id is null)
        {
            return new MemberScope(null);
        }

        if (level is null || id is not { } node || !EnumText.TryParse<ScopeLevel>(level, out var named))
        {
            return MemberProblems.BadScope;
        }

        var scope = new Scope(named, node);
        return await tree.Find(op, scope, ct) is { } place && op.Reach.Covers(place) ? new MemberScope(scope) : AccessProblems.UnknownNode;
    }

    /// <summary>The nodes within the operation's reach at which anybody has a role; null where it is the whole tenant.</summary>
    public async Task<IReadOnlyList<Guid>?> Within(OpContext op, CancellationToken ct)
    {
        if (op.Reach.IsAll)
        {
            return null;
        }

        var groups = (await structure.Groups(op, ct)).ToDictionary(g => g.Id.Value, g => g.Place);
        var within = new List<Guid>();
        foreach (var node in await assignments.Nodes(op, Places.Most, ct))
        {
            ScopePath? place = node.Level switch
            {
                ScopeLevel.Organization => new ScopePath(node.Id, null, null),
                ScopeLevel.Group => groups.TryGetValue(node.Id, out var of) ? of : null,
                _ => await tree.Find(op, node, ct),
            };
            if (place is { } there && op.Reach.Covers(there))
            {
                within.Add(node.Id);
            }
        }

        return within;
    }
}
