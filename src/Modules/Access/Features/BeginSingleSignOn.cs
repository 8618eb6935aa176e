using Holdfast.Modules.Access.Contracts;
using Holdfast.Modules.Access.Domain;
using Holdfast.Modules.Access.SingleSignOn;
using Holdfast.Modules.Tenancy.Contracts;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Holdfast.Platform.Modularity.Refusals;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Access.Features;

/// <param name="Email">The person's address, at a verified domain of their company's.</param>
/// <param name="Tenant">Or the company's short name.</param>
/// <param name="Provider">Which of the company's identity providers, where it has several.</param>
/// <param name="Again">Whether the person has to prove anew who they are, although the provider remembers them: for what asks for a fresh sign-in.</param>
internal sealed record BeginSingleSignOnRequest(string? Email = null, string? Tenant = null, IdentityProviderId? Provider = null, bool Again = false) : IRequest
{
    public Problem? Check() => (Email is null) == (Tenant is null) || Tenant is { Length: 0 or > 63 } ? SingleSignOnProblems.Unknown : Email is null ? null : Identity.CheckEmail(Email);
}

/// <summary>An identity provider that somebody can sign in by.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">For people.</param>
/// <param name="Preset">Which product it is.</param>
internal sealed record ProviderChoice(IdentityProviderId Id, string Name, ProviderPreset Preset);

/// <summary>Where a sign-in goes on.</summary>
/// <param name="AuthorizationUrl">Where the browser goes now; null where there are several to choose from.</param>
/// <param name="Choices">The identity providers of the company; the one that was chosen where there is no choice.</param>
internal sealed record SingleSignOnView(string? AuthorizationUrl, IReadOnlyList<ProviderChoice> Choices);

/// <summary>
/// Begins a sign-in by an identity provider. What it is found by is a company's domain or short name, never an account: nobody learns here who has one. What has to
/// come back is in a cookie of the browser that asks.
/// </summary>
internal sealed class BeginSingleSignOn(AccessDb db, IdentityProviderDb providers, ProviderDirectory directory, SignInFlows flows, ITenants tenants, IDomains domains, ITenantStates states, RefusalLog refusals) : IFeature
{
    public static Admission Admission { get; } =
        Admission.OpenToAll("Signing in is how one gets a credential.").NotAudited("Nothing has happened yet: what comes of it is in the log of the tenant.");

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/auth/sso", (BeginSingleSignOnRequest request, BeginSingleSignOn feature, OpContext op, HttpContext http, CancellationToken ct) => feature.Handle(op, request, http, ct).ToHttp())
        .TakesCredentials();

    public async Task<Result<SingleSignOnView>> Handle(OpContext op, BeginSingleSignOnRequest request, HttpContext http, CancellationToken ct)
    {
        var tenant = request.Email is { } email ? domains.Find(ProvidedPerson.DomainOf(email))?.Tenant : await Named(request.Tenant!, ct);
        var enabled = tenant is { } whose && states.Closed(whose) is null
            ? (await providers.All(op with { Tenant = whose }, ct)).Where(p => p.IsEnabled && (request.Provider is null || p.Id == request.Provider)).ToArray()
            : [];
        if (enabled.Length == 0)
        {
            refusals.Note(SingleSignOnProblems.Unknown, op.Origin.Address);
            return SingleSignOnProblems.Unknown;
        }

        var choices = enabled.Select(p => new ProviderChoice(p.Id, p.Name, p.Preset)).ToArray();
        return enabled is not [var provider] ? new SingleSignOnView(null, choices)
            : (await directory.Of(provider, ct)).Fails(out var known, out var away) ? away
            : new SingleSignOnView(flows.Begin(http, provider, known.Metadata, request.Again, request.Email), choices);
    }

    private async Task<TenantId?> Named(string slug, CancellationToken ct)
    {
        await using var across = db.AcrossTenants();
        return (await tenants.Find(across, slug.ToLowerInvariant(), ct))?.Id;
    }
}
