using System.Collections.Frozen;
using Holdfast.Modules.Access.Policies.Parsing;

namespace Holdfast.Modules.Access.Policies.Schema;

/// <summary>Looks up the names of a schema: in the namespace where they stand, then outside of all, then among those that the language has.</summary>
internal sealed class SchemaTypes
{
    private const string Reserved = "__cedar::";

    private static readonly FrozenDictionary<string, CedarType> BuiltIn = new Dictionary<string, CedarType>
    {
        ["Long"] = CedarType.Long,
        ["String"] = CedarType.String,
        ["Bool"] = CedarType.Bool,
        ["Boolean"] = CedarType.Bool,
        ["decimal"] = CedarType.Named("decimal"),
        ["ipaddr"] = CedarType.Named("ipaddr"),
        ["datetime"] = CedarType.Named("datetime"),
        ["duration"] = CedarType.Named("duration"),
    }.ToFrozenDictionary();

    private readonly HashSet<string> entities;
    private readonly Dictionary<string, (string Namespace, WrittenType Type)> written = [];
    private readonly Dictionary<string, CedarType> resolved = [];
    private readonly HashSet<string> open = [];

    public SchemaTypes(IReadOnlyCollection<WrittenNamespace> namespaces)
    {
        entities = [.. namespaces.SelectMany(space => space.Entities.Select(entity => Qualified(space.Name, entity.Name)))];
        foreach (var space in namespaces)
        {
            foreach (var (name, type) in space.Types)
            {
                written[Qualified(space.Name, name)] = (space.Name, type);
            }
        }
    }

    /// <summary>Names that a schema cannot give to types of its own.</summary>
    public static bool IsBuiltIn(string name) => name is "Long" or "String" or "Bool" or "Boolean" or "Set" or "Record" or "Entity" or "Extension";

    public static string Qualified(string space, string name) => space.Length == 0 ? name : $"{space}::{name}";

    /// <exception cref="SyntaxException">A name of no entity type.</exception>
    public string EntityName(string space, WrittenName name) =>
        Candidates(space, name.Path).FirstOrDefault(entities.Contains) ?? throw new SyntaxException(name.At, $"There is no entity type {name.Path}.");

    /// <exception cref="SyntaxException">A name of nothing, or a type that holds itself.</exception>
    public CedarType Resolve(string space, WrittenType type) => type switch
    {
        WrittenSet set => new SetType(Resolve(space, set.Element)),
        WrittenRecord record => Record(space, record),
        WrittenName name => Name(space, name),
        _ => throw new ArgumentOutOfRangeException(nameof(type)),
    };

    /// <exception cref="SyntaxException">A name of nothing, or a type that holds itself.</exception>
    public RecordType Record(string space, WrittenRecord? record) =>
        record is null ? RecordType.Empty : new(record.Attributes.ToDictionary(attribute => attribute.Name, attribute => new AttributeType(Resolve(space, attribute.Type), attribute.IsRequired)));

    private static IEnumerable<string> Candidates(string space, string path) => space.Length == 0 || path.Contains("::", StringComparison.Ordinal) ? [path] : [Qualified(space, path), path];

    private CedarType Name(string space, WrittenName name)
    {
        foreach (var candidate in Candidates(space, name.Path))
        {
            if (written.TryGetValue(candidate, out var common))
            {
                return Common(candidate, common.Namespace, common.Type, name.At);
            }

            if (entities.Contains(candidate))
            {
                return new EntityType(candidate);
            }
        }

        var plain = name.Path.StartsWith(Reserved, StringComparison.Ordinal) ? name.Path[Reserved.Length..] : name.Path;
        return BuiltIn.GetValueOrDefault(plain) ?? throw new SyntaxException(name.At, $"There is no type {name.Path}.");
    }

    private CedarType Common(string name, string space, WrittenType type, TextPosition at)
    {
        if (resolved.TryGetValue(name, out var known))
        {
            return known;
        }

        if (!open.Add(name))
        {
            throw new SyntaxException(at, $"The type {name} holds itself.");
        }

        var result = Resolve(space, type);
        open.Remove(name);
        return resolved[name] = result;
    }
}
