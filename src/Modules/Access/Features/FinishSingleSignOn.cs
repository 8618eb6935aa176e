using System.Security.Cryptography;
using System.Text;
using Holdfast.Modules.Access.Domain;
using Holdfast.Modules.Access.Factors;
using Holdfast.Modules.Access.SingleSignOn;
using Holdfast.Platform.Data;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Holdfast.Platform.Modularity.Refusals;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Holdfast.Modules.Access.Features;

/// <param name="Code">As the identity provider sent it along.</param>
/// <param name="State">Likewise.</param>
/// <param name="Iss">Who the provider says that it is (RFC 9207); absent where it did not say.</param>
/// <param name="RefreshTokenIn">BODY unless a browser asks for the cookie.</param>
internal sealed record FinishSingleSignOnRequest(string Code, string State, string? Iss = null, RefreshTokenIn RefreshTokenIn = RefreshTokenIn.Body) : IRequest
{
    public Problem? Check() => Code.Length is 0 or > 4096 || State.Length is 0 or > 128 || Iss is { Length: > 512 } ? SingleSignOnProblems.FlowInvalid : null;
}

/// <summary>
/// Signs somebody in whom an identity provider sends back, or answers 202 with what is owed where its word is not enough. What is wrong with its word stands in the log of
/// the provider's tenant; the person is told no more than that they are not let in.
/// </summary>
internal sealed class FinishSingleSignOn(
    IdentityProviderDb providers, ProvidedSessionDb books, ProviderDirectory directory, CodeExchange exchange, SignInFlows flows, SignIns signIns, ITenantStates states, RefusalLog refusals,
    IServiceProvider services, TimeProvider time) : IFeature
{
    private static readonly TimeSpan AgainWithin = TimeSpan.FromMinutes(5);

    public static Admission Admission { get; } = Admission.OpenToAll("What the identity provider sends along is the credential.");

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/auth/sso/callback", (FinishSingleSignOnRequest request, FinishSingleSignOn feature, OpContext op, HttpContext http, CancellationToken ct) =>
            feature.Handle(op, request, http, ct).Deliver(http, request.RefreshTokenIn))
        .TakesCredentials();

    public async Task<Result<SignInAnswer>> Handle(OpContext op, FinishSingleSignOnRequest request, HttpContext http, CancellationToken ct)
    {
        if (flows.End(http, request.State) is not var (flow, once) || !await Spend(once, ct)
            || await providers.Find(op with { Tenant = flow.Tenant }, flow.Provider, ct) is not { IsEnabled: true } provider)
        {
            refusals.Note(SingleSignOnProblems.FlowInvalid, op.Origin.Address);
            return SingleSignOnProblems.FlowInvalid;
        }

        var own = op with { Tenant = provider.Tenant, Principal = Principal.OfSystem("identity provider " + provider.Name) };
        if (states.Closed(provider.Tenant) is { } closed)
        {
            return await Refuse(own, provider, closed, null);
        }

        if ((await directory.Of(provider, ct)).Fails(out var known, out var away))
        {
            return await Refuse(own, provider, away, "what the provider says of itself cannot be read; test it to see why");
        }

        if ((request.Iss is null && known.Metadata.NamesItself) || (request.Iss is not null && request.Iss != provider.Issuer))
        {
            return await Refuse(own, provider, SingleSignOnProblems.AnswerInvalid, "iss: the answer is another provider's, or does not say whose it is");
        }

        var (tokens, notTaken) = await exchange.Exchange(provider, known.Metadata, request.Code, flow.Verifier, flows.RedirectUri, ct);
        if (tokens is null)
        {
            return await Refuse(own, provider, SingleSignOnProblems.AnswerInvalid, notTaken);
        }

        known = await directory.For(provider, known, tokens.IdToken, ct);
        var finding = IdTokens.Check(tokens.IdToken, known.Keys, new TokenRules(provider.Issuer, provider.ClientId, time.GetUtcNow()), flow.Nonce, tokens.AccessToken);
        if (finding.Claims is not { } claims)
        {
            return await Refuse(own, provider, SingleSignOnProblems.AnswerInvalid, finding.Flaw);
        }

        var (now, provedAt) = (time.GetUtcNow(), IdTokens.Time(claims, "auth_time"));
        if (flow.Again && provedAt < now - AgainWithin)
        {
            return await Refuse(own, provider, SingleSignOnProblems.AnswerInvalid, "auth_time: the person did not prove anew who they are");
        }

        var more = ProvidedPerson.AsksForMore(provider, claims) && known.Metadata.UserInfo is { } address && tokens.AccessToken is { } accessToken
            ? await exchange.UserInfo(address, accessToken, IdTokens.Text(claims, "sub")!, ct)
            : null;
        var person = ProvidedPerson.Of(provider, claims, more);
        await using var scope = services.OpenOp(own);
        var arrival = await scope.ServiceProvider.GetRequiredService<Arrivals>().Arrive(own, provider, person, ct);
        if (arrival.User is not { } user)
        {
            return await Refuse(own, provider, arrival.Problem!, arrival.Why, person);
        }

        // A provider that does not say when is believed that it was now.
        var proof = new ProvidedProof(provider.Id, person.Subject, IdTokens.Text(claims, "sid"), tokens.IdToken, provedAt is { } at && at < now ? at : now);
        return await signIns.AfterProvider(op, user, proof, person.SeveralFactors || provider.TrustsSecondFactor, RefreshCookie.Read(http), ct);
    }

    // Once, whoever has it.
    private async Task<bool> Spend(OpenChallenge once, CancellationToken ct)
    {
        await using var change = books.Bookkeeping();
        var first = await PasskeyDb.Spend(change, once, ct);
        await change.Commit(ct);
        return first;
    }

    // Of a provider, or of a person whom it sends, once a minute.
    private async Task<Problem> Refuse(OpContext own, IdentityProvider provider, Problem problem, string? why, ProvidedPerson? person = null)
    {
        var subject = person is null ? provider.Id.Value : new Guid(SHA256.HashData(Encoding.UTF8.GetBytes($"{provider.Id}/{person.Subject}")).AsSpan(0, 16));
        await refusals.NoteOf(own, problem, subject, new AuditFact("identity_provider", provider.Id.Value, provider.Name, null, AuditFact.Show(new { why, subject = person?.Subject, email = person?.Email }))
        {
            Pii = person is not null,
            Category = AuditCategory.Authentication, Severity = AuditSeverity.Warning, Outcome = AuditOutcome.Denied,
        });
        return problem;
    }
}
