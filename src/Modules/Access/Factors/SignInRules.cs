using System.Collections.Frozen;
using Holdfast.Modules.Access.Domain;
using Holdfast.Modules.Tenancy.Contracts;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Holdfast.Modules.Access.Factors;

/// <summary>Who of a tenant's people sign in by its identity providers alone.</summary>
/// <param name="OfAll">Everybody.</param>
/// <param name="Except">Who need not, in any case.</param>
/// <param name="Domains">Those with an address of these domains, as long as they are the tenant's.</param>
internal sealed record SingleSignOnDemand(bool OfAll, FrozenSet<Guid> Except, FrozenSet<Guid> Domains);

/// <summary>Which tenants ask everybody for a second factor, and whom they ask to sign in by an identity provider, in memory: every operation asks. Read anew by <see cref="WatchSignInRules"/>, and at once by who changes a rule.</summary>
internal sealed class SignInRules(IServiceProvider services, IDomains domains, TimeProvider time) : IDisposable
{
    private readonly SemaphoreSlim reading = new(1);
    private volatile FrozenSet<TenantId> requiring = FrozenSet<TenantId>.Empty;
    private volatile FrozenDictionary<TenantId, SingleSignOnDemand> demanding = FrozenDictionary<TenantId, SingleSignOnDemand>.Empty;

    /// <summary>Why a person may not act in the operation's tenant the way they signed in; null when they may. Their own tenant's rule holds wherever they act.</summary>
    public Problem? Refusal(OpContext op) =>
        op.Principal.Kind == PrincipalKind.User && requiring.Count > 0 && (requiring.Contains(op.Tenant) || requiring.Contains(op.Principal.Home)) && !op.Principal.Methods.HasSecondFactor()
            ? AccessProblems.SecondFactorRequired
            : op.Principal is { Kind: PrincipalKind.User, Id: { } id } person && !person.Methods.HasProvider() && MustUseProvider(person.Home, id, person.Email ?? "")
            ? SingleSignOnProblems.Required
            : null;

    /// <summary>Whether a person has to sign in by an identity provider of their own tenant.</summary>
    public bool MustUseProvider(TenantId home, Guid user, string email) =>
        demanding.TryGetValue(home, out var demand) && !demand.Except.Contains(user) && Concerns(demand, home, email);

    /// <summary>Whether a person would have to, and is one of those who need not.</summary>
    public bool IsExcepted(TenantId home, Guid user, string email) =>
        demanding.TryGetValue(home, out var demand) && demand.Except.Contains(user) && Concerns(demand, home, email);

    /// <summary>Reads them now: what was committed before holds from then on.</summary>
    public async Task Refresh(CancellationToken ct)
    {
        await reading.WaitAsync(ct);
        try
        {
            await using var scope = services.OpenWork(OpContext.OfSystem(default, "access.sign_in_rules", Id.NewGuid(time).ToString("N")));
            var db = scope.ServiceProvider.GetRequiredService<SignInRuleDb>();
            requiring = (await db.Requiring(ct)).ToFrozenSet();
            demanding = (await db.Demanding(ct)).ToFrozenDictionary(d => d.Tenant, d => d.Demand);
        }
        finally
        {
            reading.Release();
        }
    }

    public void Dispose() => reading.Dispose();

    private bool Concerns(SingleSignOnDemand demand, TenantId home, string email) =>
        demand.OfAll || (domains.Find(email[(email.LastIndexOf('@') + 1)..]) is { } domain && domain.Tenant == home && demand.Domains.Contains(domain.Id.Value));
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

    [LoggerMessage(Level = LogLevel.Warning, Message = "What tenants ask of who signs in could not be read; what was read last holds: {Error}")]
    private static partial void NotRead(ILogger logger, string error);
}
