using Holdfast.Modules.Access.Contracts;
using Holdfast.Modules.Access.Domain;
using Holdfast.Modules.Access.Members;
using Holdfast.Modules.Tenancy.Contracts;
using Holdfast.Platform.Data;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity.Quotas;

namespace Holdfast.Modules.Access.Provisioning;

/// <summary>
/// Does to accounts what a tenant's identity provider wants, as the console would do it: seats are counted, sessions end, the last administrator stays, and events and
/// audit entries say it. No passwords and no roles come from here.
/// </summary>
internal sealed class ProvisionedUsers(ProvisionedUserDb db, AccessDb access, TenantAdmins admins, IDomains domains, Quotas quotas, TimeProvider time)
{
    // How many names are tried before one is made up.
    private const int NameTries = 9;

    public async Task<Result<ProvisionedUser>> Find(OpContext op, UserId id, CancellationToken ct) =>
        await db.User(op, id, Domains(op.Tenant), ct) is { } user
            ? user with { Groups = [.. (await db.GroupsOf(op, [id.Value], ct))[id.Value]] }
            : ProvisioningProblems.UserNotFound;

    /// <summary>Those a condition holds of, with their groups where these are wanted.</summary>
    public async Task<(long Total, IReadOnlyList<ProvisionedUser> Users)> Search(OpContext op, Sql condition, Sql order, int skip, int take, bool withGroups, CancellationToken ct)
    {
        var own = Domains(op.Tenant);
        var total = await db.Count(op, own, condition, ct);
        if (take == 0 || skip >= total)
        {
            return (total, []);
        }

        var users = await db.Users(op, own, condition, order, skip, take, ct);
        if (!withGroups)
        {
            return (total, users);
        }

        var groups = await db.GroupsOf(op, [.. users.Select(u => u.Id.Value)], ct);
        return (total, [.. users.Select(u => u with { Groups = [.. groups[u.Id.Value]] })]);
    }

    public async Task<Result<ProvisionedUser>> Create(OpContext op, UserDraft draft, CancellationToken ct)
    {
        if (CheckAddress(op.Tenant, draft.UserName) is { } refused)
        {
            return refused;
        }

        var id = Id.New<UserId>(time);
        await using var change = access.Change();
        await AssignmentDb.Hold(change, ct);
        if (await quotas.Take(change, AccessDb.Seats, 1, ct) is { } full)
        {
            return full;
        }

        var isActive = draft.Active ?? true;
        var name = await FreeName(change, id, draft.Username(), ct);
        var user = new User(op.Tenant, id, name, draft.UserName, null, isActive ? UserStatus.Active : UserStatus.Disabled, User.NoPassword, null, 1, time.GetUtcNow());
        AccessDb.Insert(change, user);
        ProvisionedUserDb.Put(change, user, draft, made: true, deactivated: !isActive);
        change.Publish(new UserCreated(user.Id, user.Username, null));
        var made = Shown(user, draft, !isActive, user.CreatedAt);
        change.Audit(ProvisionedUser.Fact(null, made));
        return await change.Commit(made, ct);
    }

    /// <summary>Changes somebody; nothing is written where nothing is another.</summary>
    /// <param name="op">Of the identity provider.</param>
    /// <param name="id">Whom.</param>
    /// <param name="match">At which version.</param>
    /// <param name="edit">Makes of what was said before what is said now.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<Result<ProvisionedUser>> Change(OpContext op, UserId id, IfMatch match, Func<UserDraft, Result<UserDraft>> edit, CancellationToken ct)
    {
        await using var change = access.ChangeAcross();
        var guard = await admins.Hold(change, ct);
        if ((await Take(change, id, match, ct)).Fails(out var held, out var problem))
        {
            return problem;
        }

        var (user, before) = held;
        if (edit(before.Draft).Fails(out var draft, out problem))
        {
            return problem;
        }

        draft = draft with { Active = draft.Active ?? before.Draft.Active };
        if (draft == before.Draft)
        {
            return before;
        }

        var moves = draft.UserName != before.Email;
        if ((moves ? CheckAddress(op.Tenant, draft.UserName) : null) is { } refused)
        {
            return refused;
        }

        var (was, isActive) = (user.Status == UserStatus.Active, draft.Active == true);
        if (isActive && !was && !before.IsDeactivated)
        {
            return ProvisioningProblems.DisabledByHand;
        }

        var name = draft.Username() == before.Draft.Username() ? user.Username : await FreeName(change, id, draft.Username(), ct);
        user.Provision(name, draft.UserName, isActive ? UserStatus.Active : UserStatus.Disabled);
        AccessDb.Update(change, user);
        var now = time.GetUtcNow();
        ProvisionedUserDb.SetEmail(change, user, now);
        var deactivated = !isActive && (was || before.IsDeactivated);
        ProvisionedUserDb.Put(change, user, draft, made: false, deactivated);
        MemberDb.Follow(change, user);
        if (was && !isActive)
        {
            AccessDb.EndSessionsOf(change, user, "DISABLED", now);
        }

        change.Publish(new UserUpdated(user.Id, user.Username, user.Role, user.Status));
        var after = Shown(user, draft, deactivated, now) with { Groups = before.Groups };
        change.Audit(ProvisionedUser.Fact(before, after));
        return await guard.Commit(after, ct);
    }

    public async Task<Result<Done>> Delete(OpContext op, UserId id, IfMatch match, CancellationToken ct)
    {
        await using var change = access.ChangeAcross();
        var guard = await admins.Hold(change, ct);
        if ((await Take(change, id, match, ct)).Fails(out var held, out var problem))
        {
            return problem;
        }

        var (user, before) = held;
        await Guests.LeaveAll(change, user, ct);
        AccessDb.Delete(change, user);
        await Quotas.Return(change, AccessDb.Seats, 1, ct);
        change.Publish(new UserDeleted(user.Id));
        change.Audit(ProvisionedUser.Fact(before, null));
        return await guard.Commit(Done.Value, ct);
    }

    /// <summary>The tenant's verified domains.</summary>
    public string[] Domains(TenantId tenant) => [.. domains.Of(tenant)];

    private async Task<Result<(User User, ProvisionedUser Before)>> Take(Change change, UserId id, IfMatch match, CancellationToken ct)
    {
        var tenant = change.Op.Tenant;
        if (await AccessDb.ForUpdate(change, id, ct) is not { } user || await ProvisionedUserDb.User(change, tenant, id, Domains(tenant), ct) is not { } before)
        {
            return ProvisioningProblems.UserNotFound;
        }

        return match.Check(user.Version) is { } stale ? stale : (user, before with { Groups = [.. (await ProvisionedUserDb.GroupsOf(change, tenant, [id.Value], ct))[id.Value]] });
    }

    private Problem? CheckAddress(TenantId tenant, string address)
    {
        if (Identity.CheckEmail(address) is not null)
        {
            return ProvisioningProblems.InvalidValue("userName is an e-mail address.");
        }

        var domain = address[(address.LastIndexOf('@') + 1)..].ToLowerInvariant();
        return domains.Find(domain)?.Tenant == tenant ? null : ProvisioningProblems.ForeignDomain(domain);
    }

    // Names are unique in a tenant, and people's are not.
    private static async Task<string> FreeName(Change change, UserId id, string wanted, CancellationToken ct)
    {
        string[] candidates = [wanted, .. Enumerable.Range(2, NameTries - 1).Select(n => $"{wanted} {n}")];
        var taken = await ProvisionedUserDb.Taken(change, id, candidates, ct);
        return Array.Find(candidates, c => !taken.Contains(c)) ?? $"{wanted[..Math.Min(wanted.Length, 46)]} {id.Value.ToString("N")[16..]}";
    }

    private static ProvisionedUser Shown(User user, UserDraft draft, bool deactivated, DateTimeOffset changedAt) => new(
        user.Id, user.Username, user.Email, user.Status, draft.ExternalId, draft.DisplayName, draft.Formatted, draft.GivenName, draft.FamilyName, deactivated, user.CreatedAt, changedAt, user.Version);
}
