using Holdfast.Modules.Access.Contracts;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;

namespace Holdfast.Modules.Access;

/// <summary>People as questions about their access see them: what they have now, and nothing of when they signed in last.</summary>
internal sealed class AbsentPeople(Subjects subjects) : IAbsentPeople
{
    public async Task<Principal?> Find(OpContext op, Guid person, CancellationToken ct) =>
        await subjects.Find(op, AssigneeKind.User, person, ct) is { Barred: null } subject ? subject.AsPrincipal(op.Tenant) : null;
}
