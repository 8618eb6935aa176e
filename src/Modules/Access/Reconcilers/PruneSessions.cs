using Holdfast.Modules.Access.Addresses;
using Holdfast.Modules.Access.Factors;
using Holdfast.Platform.Modularity;
using Microsoft.Extensions.Options;

namespace Holdfast.Modules.Access.Reconcilers;

/// <summary>Removes sessions, and what was counted of guesses and handed out, whose time is over.</summary>
internal sealed class PruneSessions(
    AccessDb db, SignInDb guesses, PasswordDb passwords, CompanyInvitationDb invitations, SecondFactorDb seconds, AddressDb addresses, VisitDb visits, IOptions<AccessOptions> options, TimeProvider time) : IReconciler
{
    public async Task Reconcile(CancellationToken ct)
    {
        await db.Prune(time.GetUtcNow(), ct);
        await guesses.Prune(time.GetUtcNow(), ct);
        await passwords.Prune(time.GetUtcNow(), ct);
        await invitations.Prune(time.GetUtcNow(), ct);
        await seconds.Prune(time.GetUtcNow(), ct);
        await addresses.Prune(time.GetUtcNow(), ct);
        await visits.Prune(time.GetUtcNow() - options.Value.VisitAge, ct);
    }
}
