using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;

namespace Holdfast.Modules.Access.Members;

/// <summary>The part of the tenant whose members are asked for.</summary>
/// <param name="Node">At which node; null for everybody.</param>
internal sealed record MemberScope(Scope? Node);

/// <summary>Reads of a request at which node members are asked for. Who sees parts of the tenant only has to name one of them.</summary>
internal sealed class MemberScopes(ScopeTree tree)
{
    /// <param name="op">With its reach.</param>
    /// <param name="level">The node's level; null together with the id.</param>
    /// <param name="id">The node's id.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<Result<MemberScope>> Of(OpContext op, string? level, Guid? id, CancellationToken ct)
    {
        if (level is null && id is null)
        {
            return op.Reach.IsAll ? new MemberScope(null) : MemberProblems.ScopeNeeded;
        }

        if (level is null || id is not { } node || !EnumText.TryParse<ScopeLevel>(level, out var named))
        {
            return MemberProblems.BadScope;
        }

        var scope = new Scope(named, node);
        return await tree.Find(op, scope, ct) is { } place && op.Reach.Covers(place) ? new MemberScope(scope) : AccessProblems.UnknownNode;
    }
}
