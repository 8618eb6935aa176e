using Holdfast.Modules.Access.Contracts;
using Holdfast.Modules.Access.Domain;
using Holdfast.Modules.Access.Features;
using Holdfast.Modules.Tenancy.Contracts;
using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity.Quotas;

namespace Holdfast.Modules.Access.SingleSignOn;

/// <summary>What came of somebody whom a provider sends.</summary>
/// <param name="User">Their account; null when they are not let in.</param>
/// <param name="Problem">What they are answered then.</param>
/// <param name="Why">What an administrator is told.</param>
internal sealed record Arrival(User? User, Problem? Problem, string? Why);

/// <summary>
/// Finds the account of somebody whom a provider sends, or makes one, and brings what they have by it up to date. Who they are is the provider's subject alone; an address
/// decides once, at the first sign-in, and only where the tenant has proved that its domain is its own. Scoped to the provider's tenant.
/// </summary>
internal sealed class Arrivals(AccessDb users, TenantAdmins admins, ProvidedRoles roles, IDomains domains, Quotas quotas, TimeProvider time)
{
    public async Task<Arrival> Arrive(OpContext own, IdentityProvider provider, ProvidedPerson person, CancellationToken ct)
    {
        if (person.HasTooManyGroups && provider.Mappings.Count > 0)
        {
            return new Arrival(null, SingleSignOnProblems.TooManyGroups, "the provider left groups out because they are too many");
        }

        var places = await roles.Places(own, provider, ct);
        var owner = person.Email is { } email ? await users.UserByEmail(email, ct) : null;
        var arrival = await Try(own, provider, person, owner, places, keepsAll: false, ct);

        // The tenant's last administrator stays one, whatever a provider says.
        return arrival.Problem == AccessProblems.LastAdmin ? await Try(own, provider, person, owner, places, keepsAll: true, ct) : arrival;
    }

    private async Task<Arrival> Try(
        OpContext own, IdentityProvider provider, ProvidedPerson person, User? owner, IReadOnlyDictionary<Scope, ScopePath> places, bool keepsAll, CancellationToken ct)
    {
        await using var change = users.ChangeFor(own);
        var guard = await admins.Hold(change, ct);
        var arrival = await Find(change, own, provider, person, owner, guard.Book, ct);
        if (arrival.User is not { } user)
        {
            return arrival;
        }

        IdentityProviderDb.Used(change, provider, person.Subject, time.GetUtcNow());
        await roles.Follow(change, guard.Book, provider, user, person.Groups, places, keepsAll, ct);
        return (await guard.Commit(user, ct)).Fails(out _, out var problem)
            ? problem == AccessProblems.LastAdmin ? new Arrival(null, problem, null) : Refused($"the account could not be made: {problem.Code}")
            : arrival;
    }

    private async Task<Arrival> Find(Change change, OpContext own, IdentityProvider provider, ProvidedPerson person, User? owner, RoleBook book, CancellationToken ct)
    {
        if (await IdentityProviderDb.UserOf(change, provider, person.Subject, ct) is { } known)
        {
            return await AccessDb.User(change, own, known, ct) is { Status: UserStatus.Active } user ? Known(user) : Refused("the account is disabled");
        }

        if (person.Email is not { } email)
        {
            return Refused("the provider says no address");
        }

        if (domains.Find(ProvidedPerson.DomainOf(email))?.Tenant != own.Tenant)
        {
            return Refused("the address is of no domain that the tenant has verified");
        }

        if (!person.VouchesForEmail)
        {
            return Refused(provider.Preset == ProviderPreset.Google ? "the provider does not say that the address is verified and of a company's own (email_verified, hd)" : "the provider does not say that the address is verified (email_verified)");
        }

        if (owner is not null && !person.MayLink)
        {
            return Refused("there is an account of this address, and the provider does not say that the address is verified (email_verified, xms_edov)");
        }

        return owner is null ? await Create(change, own, provider, person, email, book, ct) : await Link(change, own, provider, person, owner, ct);
    }

    private async Task<Arrival> Link(Change change, OpContext own, IdentityProvider provider, ProvidedPerson person, User owner, CancellationToken ct)
    {
        if (owner.Tenant != own.Tenant)
        {
            // Whose account it is, is not the tenant's to know.
            return Refused("there is no account of this address, and none can be made");
        }

        if (owner.Status != UserStatus.Active)
        {
            return Refused("the account is disabled");
        }

        if (!await IdentityProviderDb.Link(change, provider, person.Subject, owner.Id, time.GetUtcNow(), ct))
        {
            return Refused("the account is another subject's already");
        }

        Linked(change, provider, owner);
        return Known(owner);
    }

    private async Task<Arrival> Create(Change change, OpContext own, IdentityProvider provider, ProvidedPerson person, string email, RoleBook book, CancellationToken ct)
    {
        if (!provider.CreatesUsers)
        {
            return Refused("there is no account of this address, and none can be made");
        }

        if (await quotas.Take(change, AccessDb.Seats, 1, ct) is { } full)
        {
            return Refused($"there is no seat: {full.Code}");
        }

        var role = provider.DefaultRole is { } given && book.Has(given) ? given : null;
        var user = new User(own.Tenant, Id.New<UserId>(time), await Name(change, person, email, ct), email, role, UserStatus.Active, User.NoPassword, null, 1, time.GetUtcNow());
        AccessDb.Insert(change, user);
        if (await change.Flush(ct) is { } taken)
        {
            return Refused($"the account could not be made: {taken.Code}");
        }

        await IdentityProviderDb.Link(change, provider, person.Subject, user.Id, time.GetUtcNow(), ct);
        change.Publish(new UserCreated(user.Id, user.Username, user.Role));
        change.Audit(UserView.Fact(null, UserView.From(user)) with { Action = "access.create_provided_user" });
        Linked(change, provider, user);
        return Known(user);
    }

    private static void Linked(Change change, IdentityProvider provider, User user)
    {
        change.Publish(new UserLinked(user.Id, provider.Id));
        change.Audit(new AuditFact("user", user.Id.Value, user.Username, null, AuditFact.Show(new { providerId = provider.Id.Value, provider = provider.Name }))
        {
            Action = "access.link_user", Category = AuditCategory.Authentication, Severity = AuditSeverity.Warning,
        });
    }

    // What the provider calls them, as far as that is a user name here and nobody else's.
    private static async Task<string> Name(Change change, ProvidedPerson person, string email, CancellationToken ct)
    {
        const int room = 56;
        var local = email[..email.LastIndexOf('@')];
        var said = new string([.. (person.Name ?? local).Select(c => char.IsLetterOrDigit(c) || c is '.' or '_' or '-' or ' ' or '\'' ? c : ' ').Take(room)]).Trim();
        var name = Identity.CheckUsername(said) is null ? said : "person";
        for (var next = 1; next <= 5; next++)
        {
            var candidate = next == 1 ? name : $"{name} {next}";
            if (!await ProvidedSessionDb.IsNamed(change, candidate, ct))
            {
                return candidate;
            }
        }

        return $"{name} {Guid.CreateVersion7().ToString("N")[^6..]}";
    }

    private static Arrival Known(User user) => new(user, null, null);

    private static Arrival Refused(string why) => new(null, SingleSignOnProblems.Refused, why);
}
