using Holdfast.Modules.Access.Contracts;
using Holdfast.Modules.Access.Domain;
using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Access.SingleSignOn;

/// <summary>Asks people to sign in by an identity provider, without shutting everybody out.</summary>
internal sealed class SingleSignOnRules(RoleDb roles, Sessions sessions, TimeProvider time)
{
    /// <summary>Why it cannot be asked for yet: nobody could sign in, or nobody could when the provider is away. Null when it can.</summary>
    public async Task<Problem?> Check(Change change, IReadOnlyList<UserId> except, CancellationToken ct)
    {
        if (!(await IdentityProviderDb.All(change, change.Op.Tenant, ct)).Any(p => p.IsEnabled))
        {
            return SingleSignOnProblems.NoProvider;
        }

        var book = await roles.Book(change, change.Op.Tenant, ct);
        return await ProvidedSessionDb.HasBreakGlass(change, except, book.OfAdministrators(), ct) ? null : SingleSignOnProblems.NoBreakGlass;
    }

    /// <summary>Why these cannot be excepted; null when they can.</summary>
    public static async Task<Problem?> CheckExceptions(Change change, IReadOnlyList<UserId> except, CancellationToken ct) =>
        except.Count > SignInRule.MaxExceptions || except.Distinct().Count() != except.Count || (except.Count > 0 && await ProvidedSessionDb.CountOf(change, except, ct) != except.Count)
            ? SingleSignOnProblems.UnknownException
            : null;

    /// <summary>Whether people could not sign in any more without a provider that is enabled: some have to use one, and this is the last.</summary>
    public static async Task<bool> Needs(Change change, IdentityProvider provider, CancellationToken ct) =>
        await ProvidedSessionDb.AsksAnybody(change, ct) && !(await IdentityProviderDb.All(change, change.Op.Tenant, ct)).Any(p => p.IsEnabled && p.Id != provider.Id);

    /// <summary>Ends the sessions of who signed in otherwise and may not any more: of all of the tenant, or of who has an address of a domain.</summary>
    public async Task EndOthers(Change change, string? domain, IReadOnlyList<UserId> except, CancellationToken ct)
    {
        foreach (var (user, session) in await ProvidedSessionDb.OpenByOthers(change, domain, except, time.GetUtcNow(), ct))
        {
            sessions.End(change, user, session, SessionDb.SingleSignOn);
        }
    }
}
