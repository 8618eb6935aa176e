using Holdfast.Modules.Access.Policies.Expressions;
using Holdfast.Modules.Access.Policies.Schema;
using Holdfast.Modules.Access.Policies.Values;

namespace Holdfast.Modules.Access.Policies.Validation;

/// <content>Comparisons, the hierarchy, sets, records and calls.</content>
internal sealed partial class ConditionChecker
{
    private Checked CheckEquality(EqualityExpression equality, Capabilities prior)
    {
        var (left, right) = (Check(equality.Left, prior), Check(equality.Right, prior));
        var type = (left.Type, right.Type) is (EntityType a, EntityType b) && a != b ? CedarType.Exactly(false)
            : ValueOf(equality.Left) is { } x && ValueOf(equality.Right) is { } y ? CedarType.Exactly(x.Equals(y))
            : CedarType.Bool;
        if (type == CedarType.Bool && left.Type is not null && right.Type is not null && Join(equality.At, "These are compared and", [left.Type, right.Type]) is null)
        {
            return Unsound(type);
        }

        var result = Made(type, left, right);
        return equality.IsNegated ? Negated(result) : result;
    }

    // What is known of an expression before any request: a literal, or the action of this kind of requests.
    private CedarValue? ValueOf(Expression expression) => expression switch
    {
        Literal literal => literal.Value,
        Variable { Which: PolicyVariable.Action } => environment.Action.Uid,
        _ => null,
    };

    private Checked CheckOrder(OrderExpression order, Capabilities prior)
    {
        var (left, right) = (Check(order.Left, prior), Check(order.Right, prior));
        if (left.Type is null || right.Type is null)
        {
            return Unsound(CedarType.Bool);
        }

        if (left.Type is NamedType { IsOrdered: true } && left.Type == right.Type)
        {
            return Made(CedarType.Bool, left, right);
        }

        report(order.At, $"Only two longs, two datetimes or two durations have an order; these are of types {left.Type} and {right.Type}.");
        return Unsound(CedarType.Bool);
    }

    private Checked CheckIn(InExpression hierarchy, Capabilities prior)
    {
        var entity = Entity(hierarchy.Entity, prior);
        var ancestors = Expect(hierarchy.Ancestors, prior, "an entity or a set of entities", type => type is EntityType or SetType { Element: EntityType });
        if (!entity.IsSound || !ancestors.IsSound)
        {
            return Unsound(CedarType.Bool);
        }

        if (ValueOf(hierarchy.Entity) is EntityUid uid && PolicySchema.IsActionType(uid.Type) && EntitiesOf(hierarchy.Ancestors) is { } literals)
        {
            var groups = literals.Where(literal => PolicySchema.IsActionType(literal.Type)).ToArray();
            return Sound(CedarType.Exactly(groups.Any(group => group.Equals(uid) || schema.Actions[group].Descendants.Contains(uid))));
        }

        var above = ancestors.Type as EntityType ?? (EntityType)((SetType)ancestors.Type!).Element;
        return Sound(MayStandIn(((EntityType)entity.Type!).Name, above.Name) ? CedarType.Bool : CedarType.Exactly(false));
    }

    private EntityUid[]? EntitiesOf(Expression expression)
    {
        if (ValueOf(expression) is EntityUid one)
        {
            return [one];
        }

        return expression is SetExpression set && set.Items.All(item => ValueOf(item) is EntityUid) ? [.. set.Items.Select(item => (EntityUid)ValueOf(item)!)] : null;
    }

    private bool MayStandIn(string type, string above) =>
        schema.TypesIn(above).Contains(type) || schema.Actions.Values.Any(action => action.Uid.Type == above && action.Descendants.Any(below => below.Type == type));

    private Checked CheckIs(IsExpression test, Capabilities prior)
    {
        var entity = Entity(test.Entity, prior);
        var result = entity.Type is EntityType type ? Made(CedarType.Exactly(type.Name == test.Type), entity) : Unsound(CedarType.Bool);
        return test.In is null ? result : And(result, test.In, prior);
    }

    private Checked CheckSet(SetExpression set, Capabilities prior)
    {
        Checked[] items = [.. set.Items.Select(item => Check(item, prior))];
        if (items.Length == 0)
        {
            report(set.At, "An empty set has no type that could be known: write what it is compared with another way, as with isEmpty().");
            return Unsound(null);
        }

        return Join(set.At, "The set's members are", [.. items.Select(item => item.Type)]) is { } element ? Made(new SetType(element), items) : Unsound(null);
    }

    private Checked CheckRecord(RecordExpression record, Capabilities prior)
    {
        Checked[] values = [.. record.Fields.Select(pair => Check(pair.Value, prior))];
        return Array.Exists(values, value => value.Type is null)
            ? Unsound(null)
            : Made(new RecordType(record.Fields.Zip(values).ToDictionary(pair => pair.First.Name, pair => new AttributeType(pair.Second.Type!, true))), values);
    }

    private Checked CheckContains(ContainsExpression contains, Capabilities prior)
    {
        var set = Expect(contains.Set, prior, "a set", type => type is SetType);
        var item = Check(contains.Item, prior);
        return set.Type is SetType { Element: var element } && item.Type is not null && Join(contains.At, "The set's members and this value are", [element, item.Type]) is null
            ? Unsound(CedarType.Bool)
            : Made(CedarType.Bool, set, item);
    }

    private Checked CheckContainsMany(ContainsManyExpression contains, Capabilities prior)
    {
        var set = Expect(contains.Set, prior, "a set", type => type is SetType);
        var items = Expect(contains.Items, prior, "a set", type => type is SetType);
        return set.Type is not null && items.Type is not null && Join(contains.At, "The two sets are", [set.Type, items.Type]) is null
            ? Unsound(CedarType.Bool)
            : Made(CedarType.Bool, set, items);
    }

    private Checked CheckCall(ExtensionCall call, Capabilities prior)
    {
        var (function, arguments) = (call.Function, call.Arguments);
        var type = CedarType.Named(function.Gives);
        var sound = arguments.Length == function.Takes.Length;
        if (!sound)
        {
            report(call.At, $"'{function.Name}' takes {function.Takes.Length} argument{(function.Takes.Length == 1 ? "" : "s")}, a method's target counted, and here are {arguments.Length}.");
        }

        if (function.IsConstructor && !arguments.All(argument => argument is Literal))
        {
            report(call.At, $"'{function.Name}' takes a text that is written out, so that it can be checked before it decides.");
            sound = false;
        }
        else if (function.IsConstructor && arguments is [Literal { Value: StringValue text }] && function.Call([text], out var problem) is null)
        {
            report(call.At, problem);
            sound = false;
        }

        Checked[] all = [.. arguments.Select((argument, at) => sound ? Expect(argument, prior, CedarType.Named(function.Takes[at])) : Check(argument, prior))];
        return sound ? Made(type, all) : Unsound(type);
    }
}
