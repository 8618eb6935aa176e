using Holdfast.Modules.Access.Policies.Expressions;
using Holdfast.Modules.Access.Policies.Parsing;
using Holdfast.Modules.Access.Policies.Schema;
using Holdfast.Modules.Access.Policies.Values;

namespace Holdfast.Modules.Access.Policies.Validation;

/// <summary>Checks policies against a schema before they decide anything: a policy that passes cannot fail for a type or an attribute.</summary>
public sealed class PolicyValidator(PolicySchema schema, PolicyBounds? bounds = null)
{
    private readonly int steps = (bounds ?? PolicyBounds.Default).Steps;

    /// <summary>Every problem, with the policy's id and the place; a policy that can never be satisfied is a warning. Empty where all is well.</summary>
    public IReadOnlyList<PolicyProblem> Validate(PolicySet policies) =>
        [.. policies.Policies.Concat(policies.Templates).SelectMany(policy => Validate(policy).Select(problem => problem with { PolicyId = policy.Id }))];

    /// <summary>The same for one policy or template.</summary>
    public IReadOnlyList<PolicyProblem> Validate(Policy policy)
    {
        var problems = new List<PolicyProblem>();
        var told = new HashSet<(TextPosition, string)>();
        if (!policy.IsLink)
        {
            CheckNames(policy, Report);
        }
        else
        {
            foreach (var constraint in new[] { policy.Principal, policy.Resource })
            {
                CheckNames(constraint, Report);
            }
        }

        var possible = true;
        try
        {
            possible = policy.IsLink || IsPossible(policy, Report);
        }
        catch (SyntaxException wrong)
        {
            problems.Add(wrong.Problem);
        }

        if (problems.Count == 0 && !Applies(policy))
        {
            problems.Add(new(policy.At, "No action applies to such a principal and such a resource.") { IsWarning = true });
        }
        else if (problems.Count == 0 && !possible)
        {
            problems.Add(new(policy.At, "No request can satisfy this policy.") { IsWarning = true });
        }

        return [.. problems.OrderBy(problem => problem.At.Line).ThenBy(problem => problem.At.Column)];

        void Report(TextPosition at, string message)
        {
            if (told.Add((at, message)))
            {
                problems.Add(new(at, message));
            }
        }
    }

    private static IEnumerable<Expression> All(Expression expression) => expression.Parts.SelectMany(All).Prepend(expression);

    private void CheckNames(Policy policy, Action<TextPosition, string> report)
    {
        foreach (var constraint in new[] { policy.Principal, policy.Action, policy.Resource })
        {
            CheckNames(constraint, report);
        }

        foreach (var expression in policy.Conditions.SelectMany(clause => All(clause.Condition)))
        {
            if (expression is IsExpression test)
            {
                CheckType(test.Type, test.At, report);
            }
            else if (expression is Literal { Value: EntityUid uid })
            {
                CheckEntity(uid, expression.At, report);
            }
        }
    }

    private void CheckNames(ScopeConstraint constraint, Action<TextPosition, string> report)
    {
        if (constraint.Type is not null)
        {
            CheckType(constraint.Type, constraint.At, report);
        }

        foreach (var entity in constraint.Entities ?? [])
        {
            CheckEntity(entity, constraint.At, report);
        }
    }

    private void CheckType(string type, TextPosition at, Action<TextPosition, string> report)
    {
        if (!schema.IsKnownType(type))
        {
            report(at, $"There is no entity type {type}.");
        }
    }

    private void CheckEntity(EntityUid uid, TextPosition at, Action<TextPosition, string> report)
    {
        CheckType(uid.Type, at, report);
        if (PolicySchema.IsActionType(uid.Type) && !schema.Actions.ContainsKey(uid))
        {
            report(at, $"There is no action {uid}.");
        }
        else if (schema.Entities.GetValueOrDefault(uid.Type)?.Choices is { } choices && !choices.Contains(uid.Id))
        {
            report(at, $"There is no {uid}: there are {string.Join(", ", choices.Order(StringComparer.Ordinal).Select(choice => $"\"{choice}\""))}.");
        }
    }

    private bool Applies(Policy policy)
    {
        var (principals, resources) = (TypesOf(policy.Principal).ToHashSet(), TypesOf(policy.Resource).ToHashSet());
        return ActionsOf(policy.Action).Any(action => action.Principals.Overlaps(principals) && action.Resources.Overlaps(resources));
    }

    private IEnumerable<string> TypesOf(ScopeConstraint constraint) => constraint.Kind switch
    {
        ScopeKind.Any => schema.Entities.Keys,
        ScopeKind.Is => schema.IsKnownType(constraint.Type!) ? [constraint.Type!] : [],
        ScopeKind.IsIn when constraint.Entities is null => schema.IsKnownType(constraint.Type!) ? [constraint.Type!] : [],
        ScopeKind.IsIn => schema.TypesIn(constraint.Entities![0].Type).Where(type => type == constraint.Type),
        _ when constraint.Entities is null => schema.Entities.Keys,
        ScopeKind.Equal => [constraint.Entities![0].Type],
        _ => schema.TypesIn(constraint.Entities![0].Type),
    };

    private IEnumerable<ActionDeclaration> ActionsOf(ScopeConstraint constraint)
    {
        if (constraint.Kind == ScopeKind.Any)
        {
            return schema.Actions.Values;
        }

        if (!constraint.Entities!.All(schema.Actions.ContainsKey))
        {
            return [];
        }

        var named = constraint.Entities!.Select(uid => schema.Actions[uid]);
        return constraint.Kind == ScopeKind.Equal ? named : named.Concat(named.SelectMany(action => action.Descendants.Select(uid => schema.Actions[uid]))).Distinct();
    }

    private bool IsPossible(Policy policy, Action<TextPosition, string> report)
    {
        var (condition, budget) = (ScopeExpressions.Condition(policy), new CheckingBudget(steps));
        var possible = false;
        foreach (var environment in Environments(policy))
        {
            possible |= !new ConditionChecker(schema, environment, budget, report).CheckCondition(condition).Is(false);
        }

        return possible;
    }

    // Behind a scope that an action does not fit nothing is checked, and where no condition asks for the action, actions that apply to the same are one.
    private IEnumerable<ActionDeclaration> ActionsToCheck(Policy policy) =>
        policy.Conditions.SelectMany(clause => All(clause.Condition)).Any(expression => expression is Variable { Which: PolicyVariable.Action })
            || !(policy.Action.Entities ?? []).All(schema.Actions.ContainsKey)
            ? schema.Actions.Values
            : ActionsOf(policy.Action).DistinctBy(action => (action.Context, Joined(action.Principals), Joined(action.Resources)));

    private static string Joined(IEnumerable<string> names) => string.Join('\n', names.Order(StringComparer.Ordinal));

    private IEnumerable<RequestEnvironment> Environments(Policy policy) =>
        from action in ActionsToCheck(policy)
        from principal in action.Principals
        from resource in action.Resources
        from principalSlot in Slots(policy.Principal, principal)
        from resourceSlot in Slots(policy.Resource, resource)
        select new RequestEnvironment(principal, action, resource, principalSlot, resourceSlot);

    // Of what types a link's entity may be for such a principal or resource.
    private IEnumerable<string?> Slots(ScopeConstraint constraint, string type)
    {
        if (!constraint.HasSlot)
        {
            return [null];
        }

        return constraint.Kind == ScopeKind.Equal ? [type] : schema.Entities.Values.Where(entity => entity.Descendants.Contains(type)).Select(entity => entity.Name).Append(type);
    }
}
