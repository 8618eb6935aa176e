using Holdfast.Modules.Access.Domain;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using PolicyEffect = Holdfast.Modules.Access.Policies.PolicyEffect;

namespace Holdfast.Modules.Access.Authorization;

/// <summary>Answers whether somebody may do something with the same <see cref="Rights"/> that decide when they try, and says what gives it to them or takes it away.</summary>
internal sealed class Decisions(Rights rights, PolicySets sets)
{
    public Decision Decide(OpContext op, Subject subject, Permission permission, ScopePath place, Circumstances circumstances)
    {
        var judged = rights.Judge(sets.OrNone(op.Tenant), subject.AsPrincipal(op.Tenant), circumstances, permission.Name);
        return new Decision(
            subject.Barred is null && judged.Reach.Covers(place),
            subject.Barred,
            [.. subject.Entitlements.Where(e => e.Gives(op.Tenant, permission.Name, place))],
            At(PolicyEffect.Permit),
            At(PolicyEffect.Forbid),
            judged.IsExhausted);

        IReadOnlyList<PolicyStatement> At(PolicyEffect effect) => [.. judged.Findings.Where(f => f.Statement.Effect == effect && f.Where.Covers(place)).Select(f => f.Statement)];
    }
}
