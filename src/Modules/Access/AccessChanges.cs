using Holdfast.Modules.Access.Authorization;
using Holdfast.Modules.Access.Contracts;
using Holdfast.Modules.Access.Domain;
using Holdfast.Modules.Access.Features;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;

namespace Holdfast.Modules.Access;

/// <summary>A change of who has what, as it would be.</summary>
/// <param name="Concerned">Whom it is about: a page of them, with one more where there are more.</param>
/// <param name="After">What one of them would be and have.</param>
/// <param name="Policies">The policies that would decide.</param>
internal sealed record AccessChange(Func<PageRequest, Task<List<SubjectRow>>> Concerned, Func<Subject, Subject> After, TenantPolicies Policies);

/// <summary>Makes of what somebody wants to change what it would mean, and changes nothing.</summary>
internal sealed class AccessChanges(RoleDb roles, AssignmentDb assignments, UserGroupDb groups, Assignees assignees, SubjectDb subjects, PolicyDb policies, PolicySets sets, PolicyTexts texts, ScopeTree tree, TimeProvider time)
{
    /// <summary>The change, or why it could not be made.</summary>
    public Task<Result<AccessChange>> Of(OpContext op, PreviewAccessRequest request, CancellationToken ct) =>
        request.Role is { } role ? OfRole(op, role, ct)
        : request.Assignment is { } given ? OfGiving(op, given, ct)
        : request.RemoveAssignment is { } taken ? OfTaking(op, taken, ct)
        : request.Members is { } members ? OfMembers(op, members, ct)
        : request.RemoveGroup is { } group ? OfRemoving(op, group, ct)
        : request.Policy is { } policy ? OfPolicy(op, policy, ct)
        : OfRemovingPolicy(op, request.RemovePolicy!.Value, ct);

    private async Task<Result<AccessChange>> OfPolicy(OpContext op, PreviewedPolicy wanted, CancellationToken ct)
    {
        if (wanted.Id is { } id && await policies.Policy(op, id, ct) is null)
        {
            return AccessProblems.PolicyNotFound;
        }

        var read = texts.Check(wanted.Text);
        if (!read.IsValid)
        {
            return AccessProblems.PolicyInvalid([.. read.Problems.Where(p => !p.IsWarning).Select(p => p.ToString())]);
        }

        var now = time.GetUtcNow();
        var made = new AccessPolicy(wanted.Id ?? Id.New<PolicyId>(time), op.Tenant, "", "", wanted.Text, wanted.Enabled, 1, now, now);
        return new AccessChange(page => subjects.All(op, page, ct), who => who, sets.OrNone(op.Tenant).With(made.Id, made));
    }

    private async Task<Result<AccessChange>> OfRemovingPolicy(OpContext op, PolicyId id, CancellationToken ct) => await policies.Policy(op, id, ct) is null
        ? AccessProblems.PolicyNotFound
        : new AccessChange(page => subjects.All(op, page, ct), who => who, sets.OrNone(op.Tenant).With(id, null));

    private async Task<Result<AccessChange>> OfRole(OpContext op, PreviewedRole role, CancellationToken ct)
    {
        var before = await roles.Book(op, ct);
        if (before.Find(role.Id) is not { } known)
        {
            return AccessProblems.RoleNotFound;
        }

        var updated = known.Set(known.Name, known.Meaning, role.Permissions, role.Parents);
        if (before.Check(updated) is { } wrong)
        {
            return wrong;
        }

        var after = before.With(updated);
        return new AccessChange(
            page => subjects.Holders(op, after.Heirs(known.Key), page, ct),
            who => who with { Entitlements = [.. who.Entitlements.Select(e => e.Assignment is { } a ? Entitlements.Of(a, who.Kind, after) : e)] },
            sets.OrNone(op.Tenant));
    }

    private async Task<Result<AccessChange>> OfGiving(OpContext op, PreviewedAssignment given, CancellationToken ct)
    {
        var book = await roles.Book(op, ct);
        if (!book.Has(given.Role))
        {
            return AccessProblems.UnknownRole;
        }

        if (await assignees.Find(op, given.PrincipalKind, given.PrincipalId, ct) is null)
        {
            return AccessProblems.UnknownPrincipal;
        }

        if (await tree.Find(op, given.Scope, ct) is null)
        {
            return AccessProblems.UnknownNode;
        }

        var now = time.GetUtcNow();
        var made = new Assignment(Id.New<AssignmentId>(time), op.Tenant, given.PrincipalKind, given.PrincipalId, given.Role, given.Scope, op.Tenant, null, now);
        return new AccessChange(page => HaveIt(op, made, page, ct), who => who with { Entitlements = [.. who.Entitlements, Entitlements.Of(made, who.Kind, book)] }, sets.OrNone(op.Tenant));
    }

    private async Task<Result<AccessChange>> OfTaking(OpContext op, AssignmentId id, CancellationToken ct) => await assignments.Assignment(op, id, ct) is { } taken
        ? new AccessChange(page => HaveIt(op, taken, page, ct), who => who with { Entitlements = [.. who.Entitlements.Where(e => e.Assignment?.Id != id)] }, sets.OrNone(op.Tenant))
        : AccessProblems.AssignmentNotFound;

    private async Task<Result<AccessChange>> OfMembers(OpContext op, PreviewedMembers members, CancellationToken ct)
    {
        if (await groups.Group(op, members.Id, ct) is null)
        {
            return AccessProblems.UserGroupNotFound;
        }

        HashSet<UserId> added = [.. members.Add ?? []];
        HashSet<UserId> removed = [.. members.Remove ?? []];
        (AssigneeKind, Guid)[] all = [.. added.Union(removed).Select(u => (AssigneeKind.User, u.Value))];
        if ((await subjects.Named(op, all, new PageRequest(all.Length, null), ct)).Count < all.Length)
        {
            return AccessProblems.UnknownMembers;
        }

        var (book, given) = (await roles.Book(op, ct), await assignments.OfGroup(op, members.Id, time.GetUtcNow(), ct));
        return new AccessChange(
            page => subjects.Named(op, all, page, ct),
            who => Stays(who)
                ? WithoutGroup(who, members.Id) with { Entitlements = [.. WithoutGroup(who, members.Id).Entitlements, .. given.Select(a => Entitlements.Of(a, who.Kind, book))], UserGroups = [.. who.UserGroups.Append(members.Id.Value).Distinct()] }
                : WithoutGroup(who, members.Id),
            sets.OrNone(op.Tenant));

        bool Stays(Subject who) => added.Contains(UserId.From(who.Id)) && !removed.Contains(UserId.From(who.Id));
    }

    private async Task<Result<AccessChange>> OfRemoving(OpContext op, UserGroupId id, CancellationToken ct) => await groups.Group(op, id, ct) is not null
        ? new AccessChange(page => subjects.Members(op, id, page, ct), who => WithoutGroup(who, id), sets.OrNone(op.Tenant))
        : AccessProblems.UserGroupNotFound;

    // Who has what was given: its members, where it is a group.
    private Task<List<SubjectRow>> HaveIt(OpContext op, Assignment given, PageRequest page, CancellationToken ct) => given.Kind == AssigneeKind.Group
        ? subjects.Members(op, UserGroupId.From(given.Principal), page, ct)
        : subjects.Named(op, [(given.Kind, given.Principal)], page, ct);

    private static Subject WithoutGroup(Subject who, UserGroupId group) => who with
    {
        Entitlements = [.. who.Entitlements.Where(e => e.Assignment is not { Kind: AssigneeKind.Group } a || a.Principal != group.Value)],
        UserGroups = [.. who.UserGroups.Where(g => g != group.Value)],
    };
}
