using Holdfast.Modules.Access.Factors;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;

namespace Holdfast.Modules.Access.Authorization;

/// <summary>Answers from what the principal brings along and from the tenant's policies; background parts of the platform reach everything.</summary>
internal sealed class RightsAuthorizer(SignInRules rules, Rights rights) : IAuthorizer
{
    public Problem? Refusal(OpContext op) => rules.Refusal(op);

    public ValueTask<Reach> Reach(OpContext op, Permission permission, CancellationToken ct) => new(rights.Reach(op, permission.Name));
}
