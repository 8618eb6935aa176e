using Holdfast.Modules.Access.Policies.Expressions;
using Holdfast.Modules.Access.Policies.Schema;
using Holdfast.Modules.Access.Policies.Values;

namespace Holdfast.Modules.Access.Policies.Validation;

/// <summary>What came of checking an expression: its type where it can be told, whether it is sound, and what it proves when it is true.</summary>
internal readonly record struct Checked(CedarType? Type, bool IsSound, Capabilities Proves)
{
    public bool Is(bool value) => Type is BoolType { Only: { } only } && only == value;
}

/// <summary>
/// Checks a condition for one kind of request, strictly: every operation on fitting types, no attribute read that may not be there. What can only be false is known as
/// such, and what stands behind it is not looked at. Source: https://docs.cedarpolicy.com/policies/validation.html.
/// </summary>
internal sealed partial class ConditionChecker(PolicySchema schema, RequestEnvironment environment, CheckingBudget budget, Action<TextPosition, string> report)
{
    public Checked CheckCondition(Expression expression) => Bool(expression, Capabilities.None);

    private static Checked Sound(CedarType type) => new(type, true, Capabilities.None);

    private static Checked Unsound(CedarType? type) => new(type, false, Capabilities.None);

    private static Checked Made(CedarType? type, params ReadOnlySpan<Checked> parts)
    {
        foreach (var part in parts)
        {
            if (!part.IsSound)
            {
                return Unsound(type);
            }
        }

        return new(type, type is not null, Capabilities.None);
    }

    // What has been proved is walked over, and copied, with every step.
    private Checked Check(Expression expression, Capabilities prior)
    {
        budget.Spend(expression.At, 1 + (prior.Count / 4));
        return CheckOne(expression, prior);
    }

    private Checked CheckOne(Expression expression, Capabilities prior) => expression switch
    {
        Literal literal => CheckLiteral(literal),
        Variable variable => Sound(TypeOf(variable.Which)),
        Slot slot => Sound(new EntityType((slot.Which == PolicyVariable.Principal ? environment.PrincipalSlot : environment.ResourceSlot)!)),
        AndExpression and => CheckAll(and, prior),
        OrExpression or => CheckAny(or, prior),
        NotExpression not => Negated(Bool(not.Operand, prior)),
        IfExpression choice => CheckIf(choice, prior),
        EqualityExpression equality => CheckEquality(equality, prior),
        OrderExpression order => CheckOrder(order, prior),
        ArithmeticExpression sum => Made(CedarType.Long, [.. sum.Parts.Select(part => Expect(part, prior, CedarType.Long))]),
        NegateExpression negate => Made(CedarType.Long, Expect(negate.Operand, prior, CedarType.Long)),
        LikeExpression like => Made(CedarType.Bool, Expect(like.Text, prior, CedarType.String)),
        InExpression hierarchy => CheckIn(hierarchy, prior),
        IsExpression test => CheckIs(test, prior),
        AttributeExpression attribute => CheckAttribute(attribute, prior),
        HasExpression has => CheckHas(has, prior),
        HasTagExpression tag => CheckHasTag(tag, prior),
        GetTagExpression tag => CheckGetTag(tag, prior),
        SetExpression set => CheckSet(set, prior),
        RecordExpression record => CheckRecord(record, prior),
        ContainsExpression contains => CheckContains(contains, prior),
        ContainsManyExpression contains => CheckContainsMany(contains, prior),
        IsEmptyExpression empty => Made(CedarType.Bool, Expect(empty.Set, prior, "a set", type => type is SetType)),
        ExtensionCall call => CheckCall(call, prior),
        _ => throw new ArgumentOutOfRangeException(nameof(expression)),
    };

    private CedarType TypeOf(PolicyVariable variable) => variable switch
    {
        PolicyVariable.Principal => new EntityType(environment.Principal),
        PolicyVariable.Action => new EntityType(environment.Action.Uid.Type),
        PolicyVariable.Resource => new EntityType(environment.Resource),
        _ => environment.Action.Context,
    };

    private Checked Bool(Expression expression, Capabilities prior) => Expect(expression, prior, "a value of type bool", type => type is BoolType);

    private Checked Entity(Expression expression, Capabilities prior) => Expect(expression, prior, "an entity", type => type is EntityType);

    private Checked Expect(Expression expression, Capabilities prior, CedarType expected) => Expect(expression, prior, $"a value of type {expected}", type => type == expected);

    private Checked Expect(Expression expression, Capabilities prior, string expected, Predicate<CedarType> fits)
    {
        var found = Check(expression, prior);
        if (found.Type is null)
        {
            return Unsound(null);
        }

        if (!fits(found.Type))
        {
            report(expression.At, $"Here has to be {expected}, and this is of type {found.Type}.");
            return Unsound(null);
        }

        return found;
    }

    // A literal of an unknown type or action has been reported by the validator, once for all kinds of requests.
    private Checked CheckLiteral(Literal literal) => literal.Value switch
    {
        BoolValue value => Sound(CedarType.Exactly(value.Value)),
        EntityUid uid when PolicySchema.IsActionType(uid.Type) => schema.Actions.ContainsKey(uid) ? Sound(new EntityType(uid.Type)) : Unsound(null),
        EntityUid uid => schema.Entities.ContainsKey(uid.Type) ? Sound(new EntityType(uid.Type)) : Unsound(null),
        var value => Sound(CedarType.Named(value.TypeName)),
    };

    private Checked CheckAll(AndExpression and, Capabilities prior)
    {
        Checked? all = null;
        foreach (var part in and.Parts)
        {
            all = all is { } left ? And(left, part, prior) : Bool(part, prior);
        }

        return all!.Value;
    }

    private Checked And(Checked left, Expression expression, Capabilities prior)
    {
        if (left.Is(false))
        {
            return left with { Proves = Capabilities.None };
        }

        return Both(left, Bool(expression, prior.And(left.Proves)));
    }

    private static Checked Both(Checked left, Checked right)
    {
        if (left.Type is null || right.Type is null)
        {
            return Unsound(CedarType.Bool);
        }

        // Behind what is always true only the right one's proofs count, as Cedar has it.
        var (type, proves) = right.Is(false) ? (CedarType.Exactly(false), Capabilities.None)
            : right.Is(true) ? (left.Type, left.Proves.And(right.Proves))
            : left.Is(true) ? (right.Type, right.Proves)
            : (CedarType.Bool, left.Proves.And(right.Proves));
        return left.IsSound && right.IsSound ? new(type, true, proves) : Unsound(type);
    }

    private Checked CheckAny(OrExpression or, Capabilities prior)
    {
        Checked? any = null;
        foreach (var part in or.Parts)
        {
            any = any is { } left ? Or(left, part, prior) : Bool(part, prior);
        }

        return any!.Value;
    }

    private Checked Or(Checked left, Expression expression, Capabilities prior)
    {
        if (left.Is(true))
        {
            return left;
        }

        var right = Bool(expression, prior);
        if (left.Type is null || right.Type is null)
        {
            return Unsound(CedarType.Bool);
        }

        var (type, proves) = right.Is(true) ? (right.Type, right.Proves)
            : right.Is(false) ? (left.Type, left.Proves)
            : left.Is(false) ? (right.Type, right.Proves)
            : (CedarType.Bool, right.Proves.InBoth(left.Proves));
        return left.IsSound && right.IsSound ? new(type, true, proves) : Unsound(type);
    }

    private static Checked Negated(Checked operand) => Made(operand.Type is BoolType { Only: { } only } ? CedarType.Exactly(!only) : CedarType.Bool, operand);

    private Checked CheckIf(IfExpression choice, Capabilities prior)
    {
        var test = Bool(choice.Test, prior);
        if (test.Is(true))
        {
            var only = Check(choice.Then, prior.And(test.Proves));
            return only.IsSound && test.IsSound ? only with { Proves = only.Proves.And(test.Proves) } : Unsound(only.Type);
        }

        if (test.Is(false))
        {
            var only = Check(choice.Else, prior);
            return only.IsSound && test.IsSound ? only : Unsound(only.Type);
        }

        var then = Check(choice.Then, prior.And(test.Proves));
        var otherwise = Check(choice.Else, prior);
        var type = Join(choice.At, "The two outcomes are", [then.Type, otherwise.Type]);
        return type is not null && test.IsSound && then.IsSound && otherwise.IsSound
            ? new(type, true, otherwise.Proves.InBoth(then.Proves.And(test.Proves)))
            : Unsound(type);
    }

    private CedarType? Join(TextPosition at, string what, IReadOnlyCollection<CedarType?> types)
    {
        if (types.Count == 0 || types.Contains(null))
        {
            return null;
        }

        var joined = types.Aggregate((all, next) => all is null ? null : CedarType.Joined(all, next!));
        if (joined is null)
        {
            report(at, $"{what} of types that do not go together: {string.Join(", ", types.Select(type => type!.ToString()).Distinct())}.");
        }

        return joined;
    }
}
