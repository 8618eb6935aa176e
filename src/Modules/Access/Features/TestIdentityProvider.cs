using Holdfast.Modules.Access.Contracts;
using Holdfast.Modules.Access.Domain;
using Holdfast.Modules.Access.SingleSignOn;
using Holdfast.Platform.Data;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Access.Features;

/// <summary>One thing that a test looks at.</summary>
internal enum ProviderStep
{
    /// <summary>Whether it says of itself what is needed, and whose it is.</summary>
    Discovery,

    /// <summary>Whether it has keys that its tokens can be verified with.</summary>
    Keys,

    /// <summary>Whether it signs in a way that is taken.</summary>
    Signatures,

    /// <summary>Whether it knows PKCE.</summary>
    Pkce,

    /// <summary>Whether it knows this client and its secret.</summary>
    Client,

    /// <summary>Whether it tells of sessions that have ended, and can be signed out of.</summary>
    SignOut,
}

/// <summary>What a test found of one thing.</summary>
/// <param name="Step">Which thing.</param>
/// <param name="Ok">Whether it is as it has to be; null when that cannot be told, or does not matter.</param>
/// <param name="Detail">In words.</param>
internal sealed record ProviderStepView(ProviderStep Step, bool? Ok, string Detail);

/// <summary>What a test found.</summary>
/// <param name="Ok">Whether nothing is wrong that can be seen without signing in.</param>
/// <param name="Steps">Each thing that was looked at, until one that all else needs is wrong.</param>
/// <param name="CheckedAt">When.</param>
internal sealed record ProviderTestView(bool Ok, IReadOnlyList<ProviderStepView> Steps, DateTimeOffset CheckedAt);

/// <summary>Asks an identity provider what it says of itself, for its keys, and whether it knows this client; says in steps what is right and what is wrong.</summary>
internal sealed class TestIdentityProvider(IdentityProviderDb db, ProviderDirectory directory, CodeExchange exchange, SignInFlows flows, TimeProvider time) : IFeature
{
    public static Admission Admission { get; } = Admission.Requires(AccessPermissions.WriteSignIn).ReachesOutside();

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/identity-providers/{id}/test", (IdentityProviderId id, TestIdentityProvider feature, OpContext op, CancellationToken ct) => feature.Handle(op, id, ct).ToHttp());

    public async Task<Result<ProviderTestView>> Handle(OpContext op, IdentityProviderId id, CancellationToken ct)
    {
        if (await db.Find(op, id, ct) is not { } provider)
        {
            return SingleSignOnProblems.NotFound;
        }

        var steps = await Look(provider, ct);
        var ok = steps.TrueForAll(s => s.Ok != false);
        await using var change = db.Change();
        change.Audit(new AuditFact("identity_provider", id.Value, provider.Name)
        {
            Category = AuditCategory.SystemConfig,
            Severity = ok ? AuditSeverity.Info : AuditSeverity.Warning,
            Outcome = ok ? AuditOutcome.Success : AuditOutcome.Failure,
            Error = steps.Find(s => s.Ok == false)?.Detail,
        });
        return await change.Commit(new ProviderTestView(ok, steps, time.GetUtcNow()), ct);
    }

    private async Task<List<ProviderStepView>> Look(IdentityProvider provider, CancellationToken ct)
    {
        var (metadata, flaw) = await directory.Discover(provider.Issuer, ct);
        if (metadata is null || flaw is not null)
        {
            return [new(ProviderStep.Discovery, false, flaw!)];
        }

        var (keys, keysFlaw) = await directory.ReadKeys(metadata.Keys, ct);
        var signs = metadata.Algorithms.Where(a => a is ProviderKey.Rs256 or ProviderKey.Es256).ToArray();
        var (knows, detail) = await exchange.TryClient(provider, metadata, flows.RedirectUri, ct);
        return
        [
            new(ProviderStep.Discovery, true, "It says of itself what is needed, and its name is the issuer."),
            new(ProviderStep.Keys, keys is not null, keysFlaw ?? $"Keys that can be used: {keys!.Count}."),
            new(ProviderStep.Signatures, metadata.Algorithms.Count == 0 ? null : signs.Length > 0, signs.Length > 0 ? $"It signs with {string.Join(", ", signs)}." : "It does not say that it signs with RS256 or ES256: other ways are not taken."),
            new(ProviderStep.Pkce, metadata.ChallengeMethods.Contains("S256") ? true : null, metadata.ChallengeMethods.Contains("S256") ? "It knows PKCE with S256." : "It does not say whether it knows PKCE with S256."),
            new(ProviderStep.Client, knows, detail),
            new(ProviderStep.SignOut, metadata.LogsOut ? true : null, metadata.LogsOut ? "It tells of sessions that have ended, once the address is entered there." : "It does not say that it tells of sessions that have ended: those here go on until they end by themselves."),
        ];
    }
}
