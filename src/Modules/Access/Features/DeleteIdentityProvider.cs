using Holdfast.Modules.Access.Contracts;
using Holdfast.Modules.Access.SingleSignOn;
using Holdfast.Modules.Mail.Contracts;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Access.Features;

/// <summary>A program outside says no more who somebody is: the sessions that it opened end, and what people had by it is taken away. Their accounts stay.</summary>
internal sealed class DeleteIdentityProvider(IdentityProviderDb db, ProviderDrafts drafts, TenantAdmins admins, Sessions sessions, FreshSignIn fresh, IMails mails, TimeProvider time) : IFeature
{
    public static Admission Admission { get; } = Admission.Requires(AccessPermissions.WriteSignIn);

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapDelete("/identity-providers/{id}", (IdentityProviderId id, IfMatch match, DeleteIdentityProvider feature, OpContext op, CancellationToken ct) => feature.Handle(op, id, match, ct).ToEmpty());

    public async Task<Result<Done>> Handle(OpContext op, IdentityProviderId id, IfMatch match, CancellationToken ct)
    {
        if (await db.Find(op, id, ct) is null)
        {
            return SingleSignOnProblems.NotFound;
        }

        if (await fresh.Check(op, ct) is { } again)
        {
            return again;
        }

        await using var change = db.Change();
        var guard = await admins.Hold(change, ct);
        if ((await match.Take(IdentityProviderDb.ForUpdate(change, id, ct), SingleSignOnProblems.NotFound)).Fails(out var provider, out var problem))
        {
            return problem;
        }

        if ((drafts.MayConfigure(op, guard.Book) ?? (provider.IsEnabled && await SingleSignOnRules.Needs(change, provider, ct) ? SingleSignOnProblems.StillRequired : null)) is { } refused)
        {
            return refused;
        }

        foreach (var (user, session) in await ProvidedSessionDb.Open(change, id, null, null, time.GetUtcNow(), ct))
        {
            sessions.End(change, user, session, SessionDb.Provider);
        }

        await ProvidedRoles.TakeBack(change, guard.Book, provider, [], ct);
        IdentityProviderDb.Delete(change, provider);
        change.Publish(new IdentityProviderDeleted(id, provider.Name));
        change.Audit(IdentityProviderView.Fact(IdentityProviderView.From(provider, mails.Link), null));
        return await guard.Commit(Done.Value, ct);
    }
}
