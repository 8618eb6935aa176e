using Holdfast.Modules.Access.Contracts;
using Holdfast.Modules.Access.Domain;
using Holdfast.Modules.Access.SingleSignOn;
using Holdfast.Modules.Mail.Contracts;
using Holdfast.Platform.Data;
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
/// <param name="ClientSecret">By what it knows it; absent, the one before stays, unless the issuer or the client is another.</param>
/// <param name="Preset">Which product it is: GOOGLE, ENTRA, OKTA, or CUSTOM for any other.</param>
/// <param name="IsPublic">Whether it knows this installation without a secret.</param>
/// <param name="Scopes">What is asked for, <c>openid</c> among it; absent, what suits the product.</param>
/// <param name="GroupsClaim">Where it names groups; absent, where the product does.</param>
/// <param name="Mappings">At most 200: which groups have which roles. One gives only what one has there oneself.</param>
/// <param name="DefaultRole">The id of the role that everybody has who signs in by it, on the whole tenant; absent, none.</param>
/// <param name="CreatesUsers">Whether who has no account, and an address at a verified domain of the tenant, gets one.</param>
/// <param name="TrustsSecondFactor">Whether its word stands for two factors even where it does not say so.</param>
/// <param name="Status">Whether people sign in by it.</param>
internal sealed record UpdateIdentityProviderRequest(
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
    public Problem? Check() => ProviderSettings.Check(this);
}

/// <summary>
/// Changes how a program outside says who somebody is. What it gives no more is taken from whoever had it by it. Where it is another issuer or client, nobody is anybody's
/// by it any more; where people do not sign in by it any more, the sessions that it opened end.
/// </summary>
internal sealed class UpdateIdentityProvider(IdentityProviderDb db, ProviderDrafts drafts, TenantAdmins admins, Sessions sessions, FreshSignIn fresh, IMails mails, TimeProvider time) : IFeature
{
    public static Admission Admission { get; } = Admission.Requires(AccessPermissions.WriteSignIn);

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPut("/identity-providers/{id}", (IdentityProviderId id, UpdateIdentityProviderRequest request, IfMatch match, UpdateIdentityProvider feature, OpContext op, CancellationToken ct) =>
            feature.Handle(op, id, request, match, ct).ToHttp());

    public async Task<Result<IdentityProviderView>> Handle(OpContext op, IdentityProviderId id, UpdateIdentityProviderRequest request, IfMatch match, CancellationToken ct)
    {
        if (await db.Find(op, id, ct) is null)
        {
            return SingleSignOnProblems.NotFound;
        }

        if (await fresh.Check(op, ct) is { } again)
        {
            return again;
        }

        if ((await drafts.Read(op, request, ct)).Fails(out var draft, out var wrong))
        {
            return wrong;
        }

        await using var change = db.Change();
        var guard = await admins.Hold(change, ct);
        if ((await match.Take(IdentityProviderDb.ForUpdate(change, id, ct), SingleSignOnProblems.NotFound)).Fails(out var before, out var problem))
        {
            return problem;
        }

        var isAnother = before.Issuer != request.Issuer || before.ClientId != request.ClientId;
        if (await Refusal(change, draft, before, isAnother, ct) is { } refused)
        {
            return refused;
        }

        var after = drafts.Make(draft, op.Tenant, id, before.SealedSecret, before.CreatedAt, before.Version + 1);
        IdentityProviderDb.Update(change, after);
        await ProvidedRoles.TakeBack(change, guard.Book, after, isAnother ? [] : [.. after.AllRoles], ct);
        if (isAnother || !after.IsEnabled)
        {
            foreach (var (user, session) in await ProvidedSessionDb.Open(change, id, null, null, time.GetUtcNow(), ct))
            {
                sessions.End(change, user, session, SessionDb.Provider);
            }
        }

        if (isAnother)
        {
            IdentityProviderDb.UnlinkAll(change, after);
        }

        var view = IdentityProviderView.From(after, mails.Link);
        change.Publish(new IdentityProviderUpdated(id, after.Name, after.Issuer, after.IsEnabled));
        change.Audit(IdentityProviderView.Fact(IdentityProviderView.From(before, mails.Link), view));
        return await guard.Commit(view, ct);
    }

    private async Task<Problem?> Refusal(Change change, ProviderDraft draft, IdentityProvider before, bool isAnother, CancellationToken ct)
    {
        var asked = draft.Asked;
        if (await drafts.Check(change, draft, before, ct) is { } refused)
        {
            return refused;
        }

        // A secret goes only where it was meant to go.
        if (!asked.IsPublic && asked.ClientSecret is null && (isAnother || before.SealedSecret is null))
        {
            return SingleSignOnProblems.SecretNeeded;
        }

        return before.IsEnabled && asked.Status == ProviderStatus.Disabled && await SingleSignOnRules.Needs(change, before, ct) ? SingleSignOnProblems.StillRequired : null;
    }
}
