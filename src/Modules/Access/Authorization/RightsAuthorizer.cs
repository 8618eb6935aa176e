using Holdfast.Modules.Access.Factors;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Microsoft.Extensions.DependencyInjection;

namespace Holdfast.Modules.Access.Authorization;

/// <summary>Answers from what the principal brings along and from the tenant's policies; background parts of the platform reach everything.</summary>
internal sealed class RightsAuthorizer(SignInRules rules, Rights rights, IServiceProvider services) : IAuthorizer
{
    public Problem? Refusal(OpContext op) => rules.Refusal(op);

    public async ValueTask<Problem?> PlatformRefusal(OpContext op, CancellationToken ct)
    {
        await using var scope = services.OpenOp(op);
        return await scope.ServiceProvider.GetRequiredService<FreshSignIn>().Check(op, ct);
    }

    public ValueTask<Reach> Reach(OpContext op, Permission permission, CancellationToken ct)
    {
        var ready = rights.Ready(op.Tenant, ct);
        return ready.IsCompletedSuccessfully ? new(rights.Reach(op, permission.Name)) : Later(ready, op, permission);
    }

    private async ValueTask<Reach> Later(ValueTask ready, OpContext op, Permission permission)
    {
        await ready;
        return rights.Reach(op, permission.Name);
    }
}
