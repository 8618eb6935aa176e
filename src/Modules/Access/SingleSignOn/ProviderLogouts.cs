using System.Security.Cryptography;
using System.Text;
using Holdfast.Modules.Access.Contracts;
using Holdfast.Modules.Access.Domain;
using Holdfast.Modules.Access.Factors;
using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity.Refusals;

namespace Holdfast.Modules.Access.SingleSignOn;

/// <summary>Ends sessions that a provider says have ended with it.</summary>
internal sealed class ProviderLogouts(IdentityProviderDb providers, ProvidedSessionDb books, ProviderDirectory directory, Sessions sessions, RefusalLog refusals, TimeProvider time)
{
    // A token is no older than ten minutes and two clocks when it is taken: from then on it is too old anyway.
    private static readonly TimeSpan Remembered = TimeSpan.FromMinutes(15);

    /// <summary>By a token that the provider sends (OpenID Connect Back-Channel Logout 1.0), each taken once.</summary>
    public async Task<Result<Done>> ByToken(OpContext op, IdentityProviderId id, string token, CancellationToken ct)
    {
        if (await Find(op, id, ct) is not var (own, provider))
        {
            refusals.Note(SingleSignOnProblems.LogoutTokenInvalid, op.Origin.Address);
            return SingleSignOnProblems.LogoutTokenInvalid;
        }

        if ((await directory.Of(provider, ct)).Fails(out var known, out var away))
        {
            return away;
        }

        known = await directory.For(provider, known, token, ct);
        var (now, finding) = (time.GetUtcNow(), IdTokens.CheckLogout(token, known.Keys, new TokenRules(provider.Issuer, provider.ClientId, time.GetUtcNow())));
        if (finding.Claims is not { } claims)
        {
            return await Refuse(own, provider, finding.Flaw!);
        }

        var once = new OpenChallenge("", SHA256.HashData(Encoding.UTF8.GetBytes($"{id}/{IdTokens.Text(claims, "jti")}")), now + Remembered);
        await using (var change = books.ChangeFor(own))
        {
            if (await PasskeyDb.Spend(change, once, ct))
            {
                await End(change, provider, IdTokens.Text(claims, "sub"), IdTokens.Text(claims, "sid"), ct);
                return await change.Commit(Done.Value, ct);
            }
        }

        return await Refuse(own, provider, "jti: it came before");
    }

    /// <summary>By an address that the provider has the person's browser open (OpenID Connect Front-Channel Logout 1.0). The name of the session is all that proves it; whether it was one is not said.</summary>
    public async Task ByAddress(OpContext op, IdentityProviderId id, string issuer, string providerSession, CancellationToken ct)
    {
        if (await Find(op, id, ct) is not var (own, provider) || provider.Issuer != issuer)
        {
            return;
        }

        await using var change = books.ChangeFor(own);
        if (await End(change, provider, null, providerSession, ct) > 0)
        {
            await change.Commit(ct);
        }
    }

    private async Task<(OpContext Own, IdentityProvider Provider)?> Find(OpContext op, IdentityProviderId id, CancellationToken ct)
    {
        if (await providers.TenantOf(id, ct) is not { } tenant || await providers.Find(op with { Tenant = tenant }, id, ct) is not { } provider)
        {
            return null;
        }

        return (op with { Tenant = tenant, Principal = Principal.OfSystem("identity provider " + provider.Name) }, provider);
    }

    private async Task<int> End(Change change, IdentityProvider provider, string? subject, string? providerSession, CancellationToken ct)
    {
        var open = await ProvidedSessionDb.Open(change, provider.Id, subject, providerSession, time.GetUtcNow(), ct);
        foreach (var (user, session) in open)
        {
            sessions.End(change, user, session, SessionDb.Provider);
        }

        change.Audit(new AuditFact("identity_provider", provider.Id.Value, provider.Name, null, AuditFact.Show(new { sessions = open.Select(s => s.Session) })) { Category = AuditCategory.Authentication });
        return open.Count;
    }

    private async Task<Problem> Refuse(OpContext own, IdentityProvider provider, string why)
    {
        await refusals.NoteOf(own, SingleSignOnProblems.LogoutTokenInvalid, provider.Id.Value, new AuditFact("identity_provider", provider.Id.Value, provider.Name, null, AuditFact.Show(new { why }))
        {
            Category = AuditCategory.Authentication, Severity = AuditSeverity.Warning, Outcome = AuditOutcome.Denied,
        });
        return SingleSignOnProblems.LogoutTokenInvalid;
    }
}
