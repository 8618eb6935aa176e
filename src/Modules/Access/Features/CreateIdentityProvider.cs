using Holdfast.Modules.Access.Contracts;
using Holdfast.Modules.Access.Domain;
using Holdfast.Modules.Access.SingleSignOn;
using Holdfast.Modules.Mail.Contracts;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Access.Features;

/// <param name="Name">For people: 1 to 100 characters, unique in the tenant whatever its case.</param>
/// <param name="Issuer">Its name in tokens, letter by letter, such as <c>https://login.example</c>; its documents lie below it.</param>
/// <param name="ClientId">What it calls this installation.</param>
/// <param name="ClientSecret">By what it knows it, 1 to 2048 characters; never shown again. Absent only where it is public.</param>
/// <param name="Preset">Which product it is: GOOGLE, ENTRA, OKTA, or CUSTOM for any other.</param>
/// <param name="IsPublic">Whether it knows this installation without a secret.</param>
/// <param name="Scopes">What is asked for, <c>openid</c> among it; absent, what suits the product.</param>
/// <param name="GroupsClaim">Where it names groups; absent, where the product does.</param>
/// <param name="Mappings">At most 200: which groups have which roles. One gives only what one has there oneself.</param>
/// <param name="DefaultRole">The id of the role that everybody has who signs in by it, on the whole tenant; absent, none.</param>
/// <param name="CreatesUsers">Whether who has no account, and an address at a verified domain of the tenant, gets one.</param>
/// <param name="TrustsSecondFactor">Whether its word stands for two factors even where it does not say so.</param>
/// <param name="Status">Whether people sign in by it.</param>
internal sealed record CreateIdentityProviderRequest(
    string Name,
    string Issuer,
    string ClientId,
    string? ClientSecret = null,
    ProviderPreset Preset = ProviderPreset.Custom,
    bool IsPublic = false,
    IReadOnlyList<string>? Scopes = null,
    string? GroupsClaim = null,
    IReadOnlyList<AskedMapping>? Mappings = null,
    string? DefaultRole = null,
    bool CreatesUsers = false,
    bool TrustsSecondFactor = false,
    ProviderStatus Status = ProviderStatus.Enabled) : IRequest, IProviderRequest
{
    public Problem? Check() => ProviderSettings.Check(this) ?? (ClientSecret is null && !IsPublic ? SingleSignOnProblems.SecretNeeded : null);
}

/// <summary>Lets a program outside say for the tenant who somebody is. Who configures one can be anybody by it: it takes all that an administrator may do, and a fresh sign-in.</summary>
internal sealed class CreateIdentityProvider(IdentityProviderDb db, ProviderDrafts drafts, FreshSignIn fresh, IMails mails, TimeProvider time) : IFeature
{
    public static Admission Admission { get; } = Admission.Requires(AccessPermissions.WriteSignIn);

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/identity-providers", (CreateIdentityProviderRequest request, CreateIdentityProvider feature, OpContext op, CancellationToken ct) =>
            feature.Handle(op, request, ct).ToCreated(view => view, view => $"/api/identity-providers/{view.Id}"));

    public async Task<Result<IdentityProviderView>> Handle(OpContext op, CreateIdentityProviderRequest request, CancellationToken ct)
    {
        if (await fresh.Check(op, ct) is { } again)
        {
            return again;
        }

        if ((await drafts.Read(op, request, ct)).Fails(out var draft, out var wrong))
        {
            return wrong;
        }

        await using var change = db.Change();
        await AssignmentDb.Hold(change, ct);
        if (await drafts.Check(change, draft, null, ct) is { } refused)
        {
            return refused;
        }

        if ((await IdentityProviderDb.All(change, op.Tenant, ct)).Count >= IdentityProvider.MaxPerTenant)
        {
            return SingleSignOnProblems.TooMany;
        }

        var made = drafts.Make(draft, op.Tenant, Id.New<IdentityProviderId>(time), null, time.GetUtcNow(), 1);
        IdentityProviderDb.Insert(change, made);
        var view = IdentityProviderView.From(made, mails.Link);
        change.Publish(new IdentityProviderCreated(made.Id, made.Name, made.Issuer));
        change.Audit(IdentityProviderView.Fact(null, view));
        return await change.Commit(view, ct);
    }
}
