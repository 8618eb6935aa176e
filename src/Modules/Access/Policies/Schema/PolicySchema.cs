using Holdfast.Modules.Access.Policies.Parsing;
using Holdfast.Modules.Access.Policies.Values;

namespace Holdfast.Modules.Access.Policies.Schema;

/// <summary>What there is to write policies about: entity types with attributes and hierarchy, and actions with what they apply to. Immutable.</summary>
public sealed class PolicySchema
{
    private readonly Dictionary<string, EntityDeclaration> entities = [];
    private readonly Dictionary<EntityUid, ActionDeclaration> actions = [];

    private PolicySchema()
    {
    }

    /// <summary>The actions with their groups, for the store: what stands in whom among actions is the schema's to say.</summary>
    public IEnumerable<Entity> ActionEntities => actions.Values.Select(action => new Entity(action.Uid, RecordValue.Empty, action.MemberOf));

    internal IReadOnlyDictionary<string, EntityDeclaration> Entities => entities;

    internal IReadOnlyDictionary<EntityUid, ActionDeclaration> Actions => actions;

    /// <summary>Reads Cedar's own syntax for schemas.</summary>
    public static Parsed<PolicySchema> Parse(string text, PolicyBounds? bounds = null)
    {
        try
        {
            var schema = new PolicySchema();
            schema.Declare(SchemaParser.Parse(text, bounds ?? PolicyBounds.Default));
            return new(schema);
        }
        catch (SyntaxException wrong)
        {
            return new([wrong.Problem]);
        }
    }

    internal static bool IsActionType(string type) => type == "Action" || type.EndsWith("::Action", StringComparison.Ordinal);

    internal bool IsKnownType(string type) => IsActionType(type) ? actions.Keys.Any(action => action.Type == type) : entities.ContainsKey(type);

    /// <summary>The type itself, and those whose entities may stand in one of it.</summary>
    internal IEnumerable<string> TypesIn(string type) => entities.TryGetValue(type, out var declaration) ? declaration.Descendants.Append(type) : [type];

    private static void Close<TKey>(IEnumerable<TKey> all, Func<TKey, IEnumerable<TKey>> parents, Func<TKey, HashSet<TKey>?> descendants)
    {
        foreach (var start in all)
        {
            var (seen, next) = (new HashSet<TKey>(), new Queue<TKey>(parents(start)));
            while (next.TryDequeue(out var above))
            {
                if (seen.Add(above))
                {
                    descendants(above)?.Add(start);
                    foreach (var further in parents(above))
                    {
                        next.Enqueue(further);
                    }
                }
            }
        }
    }

    private void Declare(IReadOnlyCollection<WrittenNamespace> namespaces)
    {
        RefuseShadows(namespaces);
        var types = new SchemaTypes(namespaces);
        foreach (var space in namespaces)
        {
            foreach (var type in space.Types.Values)
            {
                types.Resolve(space.Name, type);
            }

            foreach (var entity in space.Entities)
            {
                var name = SchemaTypes.Qualified(space.Name, entity.Name);
                var declared = new EntityDeclaration(
                    name,
                    [.. entity.MemberOf.Select(parent => types.EntityName(space.Name, parent))],
                    types.Record(space.Name, entity.Attributes),
                    entity.Tags is null ? null : types.Resolve(space.Name, entity.Tags),
                    entity.Choices?.ToHashSet());
                if (entity.Name == "Action" || !entities.TryAdd(name, declared))
                {
                    throw new SyntaxException(entity.At, entity.Name == "Action" ? "'Action' is the type of actions." : $"The entity type {name} stands here twice.");
                }
            }
        }

        foreach (var space in namespaces)
        {
            foreach (var action in space.Actions)
            {
                Declare(space.Name, action, types);
            }
        }

        foreach (var (space, action, parent) in namespaces.SelectMany(space => space.Actions.SelectMany(action => action.MemberOf.Select(parent => (space.Name, action, parent)))))
        {
            if (!actions.ContainsKey(ActionUid(space, parent)))
            {
                throw new SyntaxException(parent.At, $"There is no action {ActionUid(space, parent)} that '{action.Id}' could stand in.");
            }
        }

        Close(entities.Keys, name => entities.TryGetValue(name, out var entity) ? entity.MemberOf : [], name => entities.GetValueOrDefault(name)?.Descendants);
        Close(actions.Keys, uid => actions.TryGetValue(uid, out var action) ? action.MemberOf : [], uid => actions.GetValueOrDefault(uid)?.Descendants);
        if (actions.Values.FirstOrDefault(action => action.Descendants.Contains(action.Uid)) is { } circle)
        {
            throw new SyntaxException(new(1, 1), $"The action {circle.Uid} stands in itself.");
        }
    }

    // A name means one thing: what stands outside of all namespaces is not declared anew inside one.
    private static void RefuseShadows(IReadOnlyCollection<WrittenNamespace> namespaces)
    {
        var outside = namespaces.Single(space => space.Name.Length == 0);
        var (types, actions) = (outside.Entities.Select(entity => entity.Name).Concat(outside.Types.Keys).ToHashSet(), outside.Actions.Select(action => action.Id).ToHashSet());
        foreach (var space in namespaces.Where(space => space.Name.Length > 0))
        {
            foreach (var (name, at) in space.Entities.Select(entity => (entity.Name, entity.At)).Concat(space.Types.Select(type => (type.Key, type.Value.At))))
            {
                if (types.Contains(name))
                {
                    throw new SyntaxException(at, $"{name} is declared outside of the namespace {space.Name} already.");
                }
            }

            if (space.Actions.Find(action => actions.Contains(action.Id)) is { } action)
            {
                throw new SyntaxException(action.At, $"The action '{action.Id}' is declared outside of the namespace {space.Name} already.");
            }
        }
    }

    private void Declare(string space, WrittenAction action, SchemaTypes types)
    {
        var uid = new EntityUid(SchemaTypes.Qualified(space, "Action"), action.Id);
        var context = action.Context is null ? RecordType.Empty
            : types.Resolve(space, action.Context) as RecordType ?? throw new SyntaxException(action.Context.At, "A context is a record.");
        var declared = new ActionDeclaration(
            uid,
            [.. action.MemberOf.Select(parent => ActionUid(space, parent))],
            action.Principals.Select(name => types.EntityName(space, name)).ToHashSet(),
            action.Resources.Select(name => types.EntityName(space, name)).ToHashSet(),
            context);
        if (!actions.TryAdd(uid, declared))
        {
            throw new SyntaxException(action.At, $"The action {uid} stands here twice.");
        }
    }

    // A type without a namespace is looked for in the namespace first, then outside.
    private EntityUid ActionUid(string space, WrittenActionName name)
    {
        var inside = new EntityUid(SchemaTypes.Qualified(space, name.Type ?? "Action"), name.Id);
        return name.Type is null || actions.ContainsKey(inside) ? inside : new(name.Type, name.Id);
    }
}
