using Holdfast.Modules.Access.Policies.Expressions;
using Holdfast.Modules.Access.Policies.Values;

namespace Holdfast.Modules.Access.Policies;

/// <summary>What a policy does when it is satisfied.</summary>
public enum PolicyEffect
{
    Permit,
    Forbid,
}

/// <summary>One policy, or a template: then it decides nothing before it is linked.</summary>
public sealed class Policy
{
    internal Policy(
        string id,
        PolicyEffect effect,
        IReadOnlyDictionary<string, string> annotations,
        ScopeConstraint principal,
        ScopeConstraint action,
        ScopeConstraint resource,
        (bool Negated, Expression Condition)[] conditions,
        TextPosition at)
    {
        (Id, Effect, Annotations, At) = (id, effect, annotations, at);
        (Principal, Action, Resource, Conditions) = (principal, action, resource, conditions);
    }

    /// <summary>Unique in its set: <c>policy0</c>, <c>policy1</c>… in the order of the text, a given one, or the link's.</summary>
    public string Id { get; }

    public PolicyEffect Effect { get; }

    /// <summary>What its writer noted on it, by key; empty text where a key stands alone.</summary>
    public IReadOnlyDictionary<string, string> Annotations { get; }

    /// <summary>Where it begins in its text.</summary>
    public TextPosition At { get; }

    /// <summary>Whether an entity is left open: ?principal or ?resource.</summary>
    public bool IsTemplate => Principal.HasSlot || Resource.HasSlot;

    /// <summary>Whether it came of a template.</summary>
    public bool IsLink { get; private init; }

    public bool HasPrincipalSlot => Principal.HasSlot;

    public bool HasResourceSlot => Resource.HasSlot;

    /// <summary>The entities that it names in its scope and its conditions, and where.</summary>
    public IEnumerable<(EntityUid Entity, TextPosition At)> Mentions =>
        new[] { Principal, Action, Resource }.SelectMany(c => (c.Entities ?? []).Select(e => (e, c.At)))
            .Concat(Conditions.SelectMany(c => Literals(c.Condition)).Where(l => l.Value is EntityUid).Select(l => ((EntityUid)l.Value, l.At)));

    /// <summary>Whether it asks for attributes of the resource, and not only where it stands.</summary>
    public bool AsksOfResource => Conditions.Any(c => AsksOfResourceIn(c.Condition));

    /// <summary>Whether its scope says of which principal, or in what it stands.</summary>
    public bool NamesPrincipal => Principal.Kind is ScopeKind.Equal or ScopeKind.In or ScopeKind.IsIn;

    /// <summary>Whether its scope lets it speak of an action.</summary>
    /// <param name="action">Which.</param>
    /// <param name="entities">What stands in whom among actions: <see cref="Schema.PolicySchema.ActionEntities"/>.</param>
    public bool IsAbout(EntityUid action, EntityStore entities) => Action.Matches(action, entities);

    internal ScopeConstraint Principal { get; }

    internal ScopeConstraint Action { get; }

    internal ScopeConstraint Resource { get; }

    /// <summary>when and unless, in the order of the text.</summary>
    internal (bool Negated, Expression Condition)[] Conditions { get; }

    /// <summary>A policy of its own from a template: with these entities in its slots.</summary>
    /// <exception cref="ArgumentException">An open slot without an entity, or an entity without a slot.</exception>
    internal Policy Link(string id, EntityUid? principal, EntityUid? resource)
    {
        if (HasPrincipalSlot != principal is not null || HasResourceSlot != resource is not null)
        {
            throw new ArgumentException($"A link of '{Id}' gives an entity for each slot of it, and no other.");
        }

        return new(id, Effect, Annotations, Principal.With(principal), Action, Resource.With(resource), Conditions, At) { IsLink = true };
    }

    /// <summary>The same policy under another id.</summary>
    public Policy Named(string id) => new(id, Effect, Annotations, Principal, Action, Resource, Conditions, At);

    private static bool AsksOfResourceIn(Expression expression) => expression is AttributeExpression { Target: Variable { Which: PolicyVariable.Resource } }
        or HasExpression { Target: Variable { Which: PolicyVariable.Resource } } || expression.Parts.Any(AsksOfResourceIn);

    private static IEnumerable<Literal> Literals(Expression expression) => expression is Literal literal ? [literal] : expression.Parts.SelectMany(Literals);

    /// <summary>True when scope and conditions hold; null when a condition failed.</summary>
    internal bool? IsSatisfied(Evaluation run, bool actionFits)
    {
        var request = run.Request;
        if ((!actionFits && !Action.Matches(request.Action, run.Entities)) || !Principal.Matches(request.Principal, run.Entities) || !Resource.Matches(request.Resource, run.Entities))
        {
            return false;
        }

        foreach (var (negated, condition) in Conditions)
        {
            if (condition.EvaluateBool(run) is not { } value)
            {
                return null;
            }

            if (value == negated)
            {
                return false;
            }
        }

        return true;
    }
}
