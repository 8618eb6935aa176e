using System.Collections.Frozen;
using Holdfast.Modules.Access.Domain;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Holdfast.Modules.Access.Factors;

/// <summary>Which tenants ask everybody for a second factor, in memory: every operation asks. Read anew by <see cref="WatchSignInRules"/>, and at once by who changes a rule.</summary>
internal sealed class SignInRules(IServiceProvider services, TimeProvider time) : IDisposable
{
    private readonly SemaphoreSlim reading = new(1);
    private volatile FrozenSet<TenantId> requiring = FrozenSet<TenantId>.Empty;

    /// <summary>Why a person may not act in the operation's tenant the way they signed in; null when they may. Their own tenant's rule holds wherever they act.</summary>
    public Problem? Refusal(OpContext op) =>
        op.Principal.Kind == PrincipalKind.User && requiring.Count > 0 && (requiring.Contains(op.Tenant) || requiring.Contains(op.Principal.Home)) && !op.Principal.Methods.HasSecondFactor()
            ? AccessProblems.SecondFactorRequired
            : null;

    /// <summary>Reads them now: what was committed before holds from then on.</summary>
    public async Task Refresh(CancellationToken ct)
    {
        await reading.WaitAsync(ct);
        try
        {
            await using var scope = services.OpenWork(OpContext.OfSystem(default, "access.sign_in_rules", Id.NewGuid(time).ToString("N")));
            requiring = (await scope.ServiceProvider.GetRequiredService<SignInRuleDb>().Requiring(ct)).ToFrozenSet();
        }
        finally
        {
            reading.Release();
        }
    }

    public void Dispose() => reading.Dispose();
}

/// <summary>Keeps that in each process's memory: read before anything is answered, and then twice a second; while the control store is away, what was read last holds.</summary>
internal sealed partial class WatchSignInRules(SignInRules rules, IOptions<AccessOptions> options, TimeProvider time, ILogger<WatchSignInRules> logger) : ProcessLoop(time)
{
    protected override TimeSpan Every => options.Value.SignInRulePoll;

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await Try(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    protected override Task Turn(CancellationToken ct) => rules.Refresh(ct);

    protected override void Failed(string error) => NotRead(logger, error);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Which tenants ask for a second factor could not be read; what was read last holds: {Error}")]
    private static partial void NotRead(ILogger logger, string error);
}
