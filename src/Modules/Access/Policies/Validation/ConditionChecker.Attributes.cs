using Holdfast.Modules.Access.Policies.Expressions;
using Holdfast.Modules.Access.Policies.Schema;

namespace Holdfast.Modules.Access.Policies.Validation;

/// <content>Attributes and tags: what is there, what may be, and what has been asked for.</content>
internal sealed partial class ConditionChecker
{
    private Checked CheckAttribute(AttributeExpression attribute, Capabilities prior)
    {
        var target = RecordOrEntity(attribute.Target, prior);
        if (target.Type is null)
        {
            return Unsound(null);
        }

        if (AttributeOf(target.Type, attribute.Name) is not { } found)
        {
            report(attribute.At, $"{Subject(target.Type)} has no attribute '{attribute.Name}'.");
            return Unsound(null);
        }

        if (!found.IsRequired && !prior.Contain(attribute.Target, attribute.Name))
        {
            report(attribute.At, $"The attribute '{attribute.Name}' may not be there: ask with 'has {attribute.Name}' first.");
            return Unsound(found.Type);
        }

        return Made(found.Type, target);
    }

    private Checked CheckHas(HasExpression has, Capabilities prior)
    {
        var target = has.Target;
        Checked? all = null;
        foreach (var name in has.Path)
        {
            var (here, attribute) = (target, name);
            if (all is not { } left)
            {
                all = HasOne(here, attribute, prior);
            }
            else if (!left.Is(false))
            {
                all = Both(left, HasOne(here, attribute, prior.And(left.Proves)));
            }

            target = new AttributeExpression(here, attribute, has.At);
        }

        return all!.Value;
    }

    private Checked HasOne(Expression target, string name, Capabilities prior)
    {
        var found = RecordOrEntity(target, prior);
        if (found.Type is null)
        {
            return Unsound(CedarType.Bool);
        }

        if (AttributeOf(found.Type, name) is not { } attribute)
        {
            return Made(CedarType.Exactly(false), found);
        }

        var certain = (attribute.IsRequired && found.Type is RecordType) || prior.Contain(target, name);
        var type = certain ? CedarType.Exactly(true) : CedarType.Bool;
        return found.IsSound ? new(type, true, Capabilities.Of(target, name)) : Unsound(type);
    }

    private Checked CheckHasTag(HasTagExpression tag, Capabilities prior)
    {
        var (entity, name) = (Entity(tag.Entity, prior), Expect(tag.Tag, prior, CedarType.String));
        if (entity.Type is not EntityType type)
        {
            return Unsound(null);
        }

        var result = TagsOf(type) is null ? CedarType.Exactly(false) : prior.Contain(tag.Entity, tag.Tag) ? CedarType.Exactly(true) : CedarType.Bool;
        return entity.IsSound && name.IsSound ? new(result, true, Capabilities.Of(tag.Entity, tag.Tag)) : Unsound(result);
    }

    private Checked CheckGetTag(GetTagExpression tag, Capabilities prior)
    {
        var (entity, name) = (Entity(tag.Entity, prior), Expect(tag.Tag, prior, CedarType.String));
        if (entity.Type is not EntityType type)
        {
            return Unsound(null);
        }

        if (!prior.Contain(tag.Entity, tag.Tag))
        {
            report(tag.At, "The tag may not be there: ask with hasTag(…) first.");
            return Unsound(null);
        }

        if (TagsOf(type) is not { } tags)
        {
            report(tag.At, $"Entities of type {type} have no tags.");
            return Unsound(null);
        }

        return Made(tags, entity, name);
    }

    private static string Subject(CedarType type) => type is EntityType ? $"An entity of type {type}" : $"A {type}";

    private Checked RecordOrEntity(Expression expression, Capabilities prior) => Expect(expression, prior, "a record or an entity", type => type is RecordType or EntityType);

    private CedarType? TagsOf(EntityType type) => schema.Entities.GetValueOrDefault(type.Name)?.Tags;

    private AttributeType? AttributeOf(CedarType type, string name) =>
        (type is EntityType entity ? schema.Entities.GetValueOrDefault(entity.Name)?.Attributes : (RecordType)type)?.Attributes.GetValueOrDefault(name);
}
