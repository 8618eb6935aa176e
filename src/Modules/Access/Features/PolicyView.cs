using Holdfast.Modules.Access.Contracts;
using Holdfast.Modules.Access.Domain;
using Holdfast.Modules.Access.Policies;
using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Access.Features;

/// <summary>A policy on the wire.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">For people; unique in the tenant.</param>
/// <param name="Meaning">For who reads it.</param>
/// <param name="Text">One statement or more, in Cedar's policy language.</param>
/// <param name="Enabled">Whether it decides.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="UpdatedAt">When it was last changed.</param>
/// <param name="Version">Grows with every change; the answer's ETag, for If-Match.</param>
internal sealed record PolicyView(PolicyId Id, string Name, string Meaning, string Text, bool Enabled, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt, long Version) : IVersioned
{
    public static PolicyView From(AccessPolicy policy) =>
        new(policy.Id, policy.Name, policy.Meaning, policy.Text, policy.Enabled, policy.CreatedAt, policy.UpdatedAt, policy.Version);

    public static AuditFact Fact(AccessPolicy? before, AccessPolicy? after)
    {
        var named = (after ?? before)!;
        return AuditFact.Of("policy", named.Id.Value, named.Name, before is null ? null : From(before), after is null ? null : From(after)) with { Category = AuditCategory.Authorization };
    }
}

/// <summary>The shape of what tenants say of their policies, but for the text.</summary>
internal static class PolicySettings
{
    public static Problem? Check(string name, string? meaning) =>
        !RoleSettings.IsName(name) ? AccessProblems.BadPolicyName : !RoleSettings.IsMeaning(meaning) ? AccessProblems.BadPolicyMeaning : null;
}

/// <summary>What is wrong with a text, and where.</summary>
/// <param name="Line">Counted from 1.</param>
/// <param name="Column">Counted from 1, in UTF-16 units.</param>
/// <param name="Message">One sentence for whoever wrote it.</param>
/// <param name="IsWarning">Whether the text can be saved all the same; it does not do what was meant.</param>
internal sealed record PolicyProblemView(int Line, int Column, string Message, bool IsWarning)
{
    public static PolicyProblemView From(PolicyProblem problem) => new(problem.At.Line, problem.At.Column, problem.Message, problem.IsWarning);
}
