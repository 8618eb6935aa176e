using Holdfast.Modules.Access.Contracts;
using Holdfast.Modules.Access.Domain;
using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Access;

/// <summary>Makes of people and keys, for questions about their access, what they have.</summary>
internal sealed class Subjects(SubjectDb db, ControlSession control, Entitlements entitlements, UserGroupDb groups, ApiKeyDb keys)
{
    /// <summary>One person or key of the operation's tenant; null when there is none.</summary>
    public async Task<Subject?> Find(OpContext op, AssigneeKind kind, Guid id, CancellationToken ct) =>
        await Load(op, await db.Named(op, [(kind, id)], new PageRequest(1, null), ct), ct) is [var one] ? one : null;

    /// <summary>All that they have.</summary>
    public async Task<IReadOnlyList<Subject>> Load(OpContext op, IReadOnlyList<SubjectRow> rows, CancellationToken ct)
    {
        var people = await entitlements.Of(control, op.Tenant, AssigneeKind.User, Ids(rows, AssigneeKind.User), ct);
        var programs = await entitlements.Of(control, op.Tenant, AssigneeKind.ApiKey, Ids(rows, AssigneeKind.ApiKey), ct);
        var made = (await keys.Keys(op, Ids(rows, AssigneeKind.ApiKey), ct)).ToDictionary(k => k.Id.Value, entitlements.Made);
        var memberships = await groups.GroupsOf(op, Ids(rows, AssigneeKind.User), ct);
        return
        [
            .. rows.Select(r => new Subject(
                r.Kind, r.Id, r.Name, r.Barred, r.Kind == AssigneeKind.User ? [.. people[r.Id]] : [.. made.TryGetValue(r.Id, out var own) ? [own] : Array.Empty<Entitlement>(), .. programs[r.Id]])
            {
                IsTest = r.IsTest,
                IsGuest = r.IsGuest,
                UserGroups = [.. memberships[r.Id]],
            }),
        ];
    }

    private static Guid[] Ids(IReadOnlyList<SubjectRow> rows, AssigneeKind kind) => [.. rows.Where(r => r.Kind == kind).Select(r => r.Id)];
}
