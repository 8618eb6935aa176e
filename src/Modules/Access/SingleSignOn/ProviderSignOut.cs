using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Access.SingleSignOn;

/// <summary>Where people who sign out here sign out of the identity provider that let them in.</summary>
internal sealed class ProviderSignOut(IdentityProviderDb providers, ProvidedSessionDb books, ProvidedProofs proofs, ProviderDirectory directory, SignInFlows flows)
{
    // Who wants out does not wait long for where else they could get out.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    /// <summary>The address; null when no provider opened the session, or it has no such address, or cannot be asked now.</summary>
    public async Task<string?> Of(OpContext op, TenantId tenant, Guid session, CancellationToken ct)
    {
        if (await books.Of(tenant, session, ct) is not var (id, sealedToken) || await providers.Find(op with { Tenant = tenant }, id, ct) is not { } provider)
        {
            return null;
        }

        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patience.CancelAfter(Patience);
        try
        {
            return await directory.Of(provider, patience.Token) is { Succeeded: true, Value: var known } ? flows.SignOut(provider, known.Metadata, proofs.Token(tenant, session, sealedToken)) : null;
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return null;
        }
    }
}
