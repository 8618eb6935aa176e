using Holdfast.Modules.Access.Factors;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;

namespace Holdfast.Modules.Access;

/// <summary>Answers from the grants that the principal brings along; background parts of the platform reach everything.</summary>
internal sealed class GrantsAuthorizer(SignInRules rules) : IAuthorizer
{
    public Problem? Refusal(OpContext op) => rules.Refusal(op);

    public ValueTask<Reach> Reach(OpContext op, Permission permission, CancellationToken ct) =>
        new(op.Principal.Kind == PrincipalKind.System ? Platform.Kernel.Reach.All : op.Principal.Grants.ReachOf(op.Tenant, permission.Name));
}
