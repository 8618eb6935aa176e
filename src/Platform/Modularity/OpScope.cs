using Holdfast.Platform.Kernel;
using Microsoft.Extensions.DependencyInjection;

namespace Holdfast.Platform.Modularity;

/// <summary>Holds the operation of a dependency-injection scope, so that sessions and features in it can take it as a dependency.</summary>
public sealed class OpScope
{
    private OpContext? current;

    /// <summary>The operation of this scope.</summary>
    /// <exception cref="InvalidOperationException">None was set: something runs outside any operation.</exception>
    public OpContext Current => current ?? throw new InvalidOperationException("This scope has no operation.");

    /// <summary>Sets it; done once by whoever opens the scope, and again when a login has found its tenant.</summary>
    public void Enter(OpContext op) => current = op;
}

/// <summary>Opens scopes.</summary>
public static class OpScopes
{
    /// <summary>A scope in which everything acts for this operation.</summary>
    public static AsyncServiceScope OpenOp(this IServiceProvider services, OpContext op)
    {
        var scope = services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<OpScope>().Enter(op);
        return scope;
    }

    /// <summary>The same for background work, which has a pool of connections of its own.</summary>
    public static AsyncServiceScope OpenWork(this IServiceProvider services, OpContext op)
    {
        ArgumentNullException.ThrowIfNull(op);
        op.Connections.IsBackground = true;
        return services.OpenOp(op);
    }
}
