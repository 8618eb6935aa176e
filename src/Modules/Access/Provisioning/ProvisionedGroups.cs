using Holdfast.Modules.Access.Contracts;
using Holdfast.Modules.Access.Domain;
using Holdfast.Platform.Data;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity.Quotas;

namespace Holdfast.Modules.Access.Provisioning;

/// <summary>
/// Does to user groups what a tenant's identity provider wants. Who gives a role to a provisioned group gives it to whomever the identity provider puts there: so it is
/// not asked again who may give it. The last administrator stays all the same.
/// </summary>
internal sealed class ProvisionedGroups(ProvisionedGroupDb db, ProvisionedUsers users, TenantAdmins admins, Quotas quotas, TimeProvider time)
{
    public async Task<Result<ProvisionedGroup>> Find(OpContext op, UserGroupId id, bool withMembers, CancellationToken ct)
    {
        if (await db.Group(op, id, ct) is not { } group)
        {
            return ProvisioningProblems.GroupNotFound;
        }

        return (await With(op, [group], withMembers, ct)).Map(all => all[0]);
    }

    /// <summary>Those a condition holds of, with their members where these are wanted.</summary>
    public async Task<Result<(long Total, IReadOnlyList<ProvisionedGroup> Groups)>> Search(OpContext op, Sql condition, Sql order, int skip, int take, bool withMembers, CancellationToken ct)
    {
        var total = await db.Count(op, condition, ct);
        if (take == 0 || skip >= total)
        {
            return (total, (IReadOnlyList<ProvisionedGroup>)[]);
        }

        return (await With(op, await db.Groups(op, condition, order, skip, take, ct), withMembers, ct)).Map(groups => (total, groups));
    }

    public async Task<Result<ProvisionedGroup>> Create(OpContext op, GroupDraft draft, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        var group = new UserGroup(Id.New<UserGroupId>(time), op.Tenant, draft.Name.Trim(), "", draft.Members.Added.Count, 1, now, IsProvisioned: true);
        await using var change = db.Change();
        await AssignmentDb.Hold(change, ct);
        if (await quotas.Take(change, UserGroupDb.Quota, 1, ct) is { } exceeded)
        {
            return exceeded;
        }

        if (await Unknown(change, draft.Members.Added, ct) is { } unknown)
        {
            return unknown;
        }

        UserGroupDb.Insert(change, group);
        ProvisionedGroupDb.SetExternalId(change, group, draft.ExternalId, now);
        var made = new ProvisionedGroup(group, draft.ExternalId, now);
        Write(change, group, draft.Members.Added, [], now);
        change.Publish(new UserGroupCreated(group.Id, group.Name));
        change.Audit(ProvisionedGroup.Fact(null, made, draft.Members.Added, []));
        return await change.Commit(made, ct);
    }

    /// <summary>Changes a group; nothing is written where nothing is another.</summary>
    /// <param name="op">Of the identity provider.</param>
    /// <param name="id">Which.</param>
    /// <param name="match">At which version.</param>
    /// <param name="edit">Makes of what was said before what is said now.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<Result<ProvisionedGroup>> Change(OpContext op, UserGroupId id, IfMatch match, Func<GroupDraft, Result<GroupDraft>> edit, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        await using var change = db.Change();
        var guard = await admins.Hold(change, ct);
        if ((await match.Take(ProvisionedGroupDb.ForUpdate(change, id, ct), ProvisioningProblems.GroupNotFound)).Fails(out var before, out var problem)
            || edit(new GroupDraft(before.Group.Name, before.ExternalId, MemberChange.None)).Fails(out var draft, out problem))
        {
            return problem;
        }

        var wanted = draft.Members;
        var present = await ProvisionedGroupDb.In(change, id, wanted.IsCleared ? null : [.. wanted.Added.Concat(wanted.Removed).Select(u => u.Value)], ct);
        UserId[] added = [.. wanted.Added.Except(present)];
        UserId[] removed = [.. wanted.IsCleared ? present.Except(wanted.Added) : present.Intersect(wanted.Removed)];
        if (await Unknown(change, added, ct) is { } unknown)
        {
            return unknown;
        }

        var renamed = draft.Name.Trim() != before.Group.Name;
        if (!renamed && draft.ExternalId == before.ExternalId && added.Length + removed.Length == 0)
        {
            return before;
        }

        var group = before.Group with { Name = draft.Name.Trim(), Members = before.Group.Members + added.Length - removed.Length, Version = before.Group.Version + 1 };
        var after = before with { Group = group, ExternalId = draft.ExternalId, ChangedAt = now };
        UserGroupDb.Update(change, group);
        ProvisionedGroupDb.SetExternalId(change, group, draft.ExternalId, now);
        Write(change, group, added, removed, now);
        if (renamed || draft.ExternalId != before.ExternalId)
        {
            change.Publish(new UserGroupUpdated(id, group.Name));
        }

        change.Audit(ProvisionedGroup.Fact(before, after, added, removed));
        return await guard.Commit(after, ct);
    }

    public async Task<Result<Done>> Delete(OpContext op, UserGroupId id, IfMatch match, CancellationToken ct)
    {
        await using var change = db.Change();
        var guard = await admins.Hold(change, ct);
        if ((await match.Take(ProvisionedGroupDb.ForUpdate(change, id, ct), ProvisioningProblems.GroupNotFound)).Fails(out var before, out var problem))
        {
            return problem;
        }

        UserGroupDb.Delete(change, before.Group);
        await Quotas.Return(change, UserGroupDb.Quota, 1, ct);
        change.Publish(new UserGroupDeleted(id, before.Group.Name));
        change.Audit(ProvisionedGroup.Fact(before, null, [], []));
        return await guard.Commit(Done.Value, ct);
    }

    private static void Write(Change change, UserGroup group, IReadOnlyList<UserId> added, UserId[] removed, DateTimeOffset now)
    {
        if (added.Count > 0)
        {
            ProvisionedGroupDb.AddMembers(change, group, added, now);
        }

        if (removed.Length > 0)
        {
            ProvisionedGroupDb.RemoveMembers(change, group, removed);
        }

        foreach (var user in added)
        {
            change.Publish(new UserGroupMemberAdded(group.Id, user));
        }

        foreach (var user in removed)
        {
            change.Publish(new UserGroupMemberRemoved(group.Id, user));
        }
    }

    // Another tenant's people, guests and those of foreign domains are nobody here.
    private async Task<Problem?> Unknown(Change change, IReadOnlyList<UserId> wanted, CancellationToken ct)
    {
        if (wanted.Count == 0)
        {
            return null;
        }

        var there = await ProvisionedUserDb.Of(change, change.Op.Tenant, [.. wanted.Select(u => u.Value)], users.Domains(change.Op.Tenant), ct);
        return there.Count == wanted.Count ? null : ProvisioningProblems.InvalidValue($"There is no such user: {wanted.First(w => !there.Contains(w))}.");
    }

    private async Task<Result<IReadOnlyList<ProvisionedGroup>>> With(OpContext op, IReadOnlyList<ProvisionedGroup> groups, bool members, CancellationToken ct)
    {
        if (!members)
        {
            return Result(groups);
        }

        var all = await db.Members(op, [.. groups.Select(g => g.Group.Id.Value)], ScimLimits.MembersPerAnswer, ct);
        if (all.Count > ScimLimits.MembersPerAnswer)
        {
            return ProvisioningProblems.TooMany($"These groups have more than {ScimLimits.MembersPerAnswer} members together: ask for fewer, or with excludedAttributes=members.");
        }

        var byGroup = all.ToLookup(m => m.Group);
        return Result([.. groups.Select(g => g with { Members = [.. byGroup[g.Group.Id]] })]);
    }

    private static Result<IReadOnlyList<ProvisionedGroup>> Result(IReadOnlyList<ProvisionedGroup> groups) => new List<ProvisionedGroup>(groups);
}
