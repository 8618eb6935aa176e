using Holdfast.Modules.Access.Authorization;
using Holdfast.Modules.Access.Contracts;
using Holdfast.Modules.Access.Domain;
using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Access.Features;

/// <summary>What kind of thing gives somebody a permission.</summary>
internal enum AccessReasonKind
{
    /// <summary>An assignment of a role, to themselves or to a group that they are in.</summary>
    Assignment,

    /// <summary>What an API key was made with.</summary>
    Key,

    /// <summary>A statement of one of the tenant's policies.</summary>
    Policy,
}

/// <summary>Why somebody may do something.</summary>
/// <param name="Kind">What gives it.</param>
/// <param name="Id">The assignment's id, or the key's.</param>
/// <param name="GivenToKind">To what kind of thing it was given: GROUP when they have it by a group.</param>
/// <param name="GivenToId">To which.</param>
/// <param name="Role">The role's id; null for what a key was made with.</param>
/// <param name="Scope">At which node, and everything below it.</param>
/// <param name="EndsAt">Until when; null when it does not end by itself.</param>
/// <param name="Policy">Which statement, for a policy; null otherwise.</param>
internal sealed record AccessReasonView(AccessReasonKind Kind, Guid Id, AssigneeKind GivenToKind, Guid GivenToId, string? Role, Scope Scope, DateTimeOffset? EndsAt, PolicyReasonView? Policy = null)
{
    /// <summary>How many reasons one answer gives for one thing.</summary>
    public const int Most = 20;

    public static AccessReasonView From(Entitlement e) => e.Assignment is { } a
        ? new(AccessReasonKind.Assignment, e.Id, a.Kind, a.Principal, a.Role, e.Node, e.EndsAt)
        : new(AccessReasonKind.Key, e.Id, AssigneeKind.ApiKey, e.Id, null, e.Node, e.EndsAt);

    /// <summary>A policy holds on the whole tenant for whomever it is about; where and under which conditions, it says itself.</summary>
    public static AccessReasonView From(PolicyStatement statement, Subject who, TenantId tenant) => new(
        AccessReasonKind.Policy, statement.Policy.Value, who.Kind, who.Id, null, new Scope(ScopeLevel.Tenant, tenant.Value), null, PolicyReasonView.From(statement));

    public static IReadOnlyList<AccessReasonView> From(Decision decision, Subject who, TenantId tenant) =>
        [.. decision.Reasons.Select(From).Concat(decision.Permits.Select(p => From(p, who, tenant))).Take(Most)];
}

/// <summary>A statement of a policy that makes a difference.</summary>
/// <param name="Id">The policy's id.</param>
/// <param name="Name">Its name.</param>
/// <param name="Effect">PERMIT or FORBID.</param>
/// <param name="Statement">Which of its statements, counted from 1.</param>
/// <param name="Line">Where the statement begins in the policy's text.</param>
internal sealed record PolicyReasonView(PolicyId Id, string Name, PolicyDoes Effect, int Statement, int Line)
{
    public static PolicyReasonView From(PolicyStatement statement) => new(statement.Policy, statement.Name, PolicyEffects.Of(statement.Effect), statement.Number, statement.Line);
}
