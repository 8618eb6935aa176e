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
}

/// <summary>Why somebody may do something.</summary>
/// <param name="Kind">What gives it.</param>
/// <param name="Id">The assignment's id, or the key's.</param>
/// <param name="GivenToKind">To what kind of thing it was given: GROUP when they have it by a group.</param>
/// <param name="GivenToId">To which.</param>
/// <param name="Role">The role's id; null for what a key was made with.</param>
/// <param name="Scope">At which node, and everything below it.</param>
/// <param name="EndsAt">Until when; null when it does not end by itself.</param>
internal sealed record AccessReasonView(AccessReasonKind Kind, Guid Id, AssigneeKind GivenToKind, Guid GivenToId, string? Role, Scope Scope, DateTimeOffset? EndsAt)
{
    /// <summary>How many reasons one answer gives for one thing.</summary>
    public const int Most = 20;

    public static AccessReasonView From(Entitlement e) => e.Assignment is { } a
        ? new(AccessReasonKind.Assignment, e.Id, a.Kind, a.Principal, a.Role, e.Node, e.EndsAt)
        : new(AccessReasonKind.Key, e.Id, AssigneeKind.ApiKey, e.Id, null, e.Node, e.EndsAt);

    public static IReadOnlyList<AccessReasonView> From(Decision decision) => [.. decision.Reasons.Take(Most).Select(From)];
}
