using System.Text.Json;
using Holdfast.Modules.Access.Policies.Expressions;
using Holdfast.Modules.Access.Policies.Schema;
using Holdfast.Modules.Access.Policies.Values;

namespace Holdfast.Modules.Access.Policies;

/// <summary>
/// Cedar's JSON for entities and values: <c>{"uid", "attrs", "parents", "tags"}</c>, with <c>{"__entity": {"type", "id"}}</c> for entities and
/// <c>{"__extn": {"fn", "arg"}}</c> for values of extension types. Source: https://docs.cedarpolicy.com/auth/entities-syntax.html.
/// </summary>
public static class EntityJson
{
    /// <param name="json">An array of entities.</param>
    /// <param name="schema">With one, entities and extension types may stand without their escapes where it tells that they are; actions and their groups are added.</param>
    /// <exception cref="FormatException">Not of this form; an entity is there twice, or stands in itself.</exception>
    public static EntityStore ReadEntities(JsonElement json, PolicySchema? schema = null)
    {
        Require(json.ValueKind == JsonValueKind.Array, "Entities are an array.");
        try
        {
            var read = json.EnumerateArray().Select(entity => ReadEntity(entity, schema)).ToList();
            var known = read.Select(entity => entity.Uid).ToHashSet();
            return new(read.Concat(schema?.ActionEntities.Where(action => !known.Contains(action.Uid)) ?? []));
        }
        catch (ArgumentException wrong)
        {
            throw new FormatException(wrong.Message, wrong);
        }
    }

    /// <param name="json">One entity.</param>
    /// <param name="schema">As for all of them.</param>
    /// <exception cref="FormatException">Not of this form.</exception>
    public static Entity ReadEntity(JsonElement json, PolicySchema? schema = null)
    {
        var members = Members(json, "An entity is an object.");
        Require(members.Keys.All(key => key is "uid" or "attrs" or "parents" or "tags"), "An entity has uid, attrs, parents and tags, and nothing else.");
        Require(members.ContainsKey("uid") && members.ContainsKey("attrs") && members.ContainsKey("parents"), "An entity has uid, attrs and parents.");
        Require(members["parents"].ValueKind == JsonValueKind.Array, "An entity's parents are an array.");
        var uid = ReadUid(members["uid"]);
        var declared = schema?.Entities.GetValueOrDefault(uid.Type);
        return new(uid, ReadRecord(members["attrs"], declared?.Attributes), [.. members["parents"].EnumerateArray().Select(ReadUid)])
        {
            Tags = members.TryGetValue("tags", out var tags) ? Record(tags, _ => declared?.Tags) : RecordValue.Empty,
        };
    }

    /// <param name="json"><c>{"type", "id"}</c>, or the same inside <c>__entity</c>.</param>
    /// <exception cref="FormatException">Not of this form.</exception>
    public static EntityUid ReadUid(JsonElement json)
    {
        var members = Members(json, "An entity's id is an object.");
        if (members.Count == 1 && members.TryGetValue("__entity", out var inner))
        {
            members = Members(inner, "__entity holds an object.");
        }

        Require(members.Count == 2 && Text(members, "type") is not null && Text(members, "id") is not null, "An entity's id has a type and an id.");
        return new(Text(members, "type")!, Text(members, "id")!);
    }

    /// <param name="json">The context of a request.</param>
    /// <param name="schema">As for entities.</param>
    /// <param name="action">The request's action: it says what the context holds.</param>
    /// <exception cref="FormatException">Not of this form.</exception>
    public static RecordValue ReadContext(JsonElement json, PolicySchema? schema = null, EntityUid? action = null) =>
        ReadRecord(json, action is null ? null : schema?.Actions.GetValueOrDefault(action)?.Context);

    private static RecordValue ReadRecord(JsonElement json, RecordType? expected) => Record(json, name => expected?.Attributes.GetValueOrDefault(name)?.Type);

    private static RecordValue Record(JsonElement json, Func<string, CedarType?> expected) =>
        new(Members(json, "A record is an object.").Select(member => KeyValuePair.Create(member.Key, ReadValue(member.Value, expected(member.Key)))));

    private static CedarValue ReadValue(JsonElement json, CedarType? expected)
    {
        switch (json.ValueKind)
        {
            case JsonValueKind.True:
                return BoolValue.True;
            case JsonValueKind.False:
                return BoolValue.False;
            case JsonValueKind.String when expected is NamedType { Name: not "string" and var type } && ExtensionFunction.Find(type == "ipaddr" ? "ip" : type) is { IsConstructor: true } read:
                return Called(read, [new StringValue(json.GetString()!)]);
            case JsonValueKind.String:
                return new StringValue(json.GetString()!);
            case JsonValueKind.Number when json.TryGetInt64(out var number):
                return new LongValue(number);
            case JsonValueKind.Array:
                return new SetValue(json.EnumerateArray().Select(item => ReadValue(item, (expected as SetType)?.Element)));
            case JsonValueKind.Object:
                var members = Members(json, "");
                return expected is EntityType || (members.Count == 1 && members.ContainsKey("__entity")) ? ReadUid(json)
                    : members.Count == 1 && members.TryGetValue("__extn", out var call) ? ReadCall(Members(call, "__extn holds an object."))
                    : ReadRecord(json, expected as RecordType);
            default:
                throw new FormatException($"{json.GetRawText()} is no value of Cedar.");
        }
    }

    private static CedarValue ReadCall(Dictionary<string, JsonElement> members)
    {
        Require(members.Count == 2 && Text(members, "fn") is not null, "__extn has fn, and arg or args.");
        var function = ExtensionFunction.Find(Text(members, "fn")!) ?? throw new FormatException($"There is no function '{Text(members, "fn")}'.");
        CedarValue[] arguments = members.TryGetValue("arg", out var one) ? [ReadValue(one, null)]
            : members.TryGetValue("args", out var many) && many.ValueKind == JsonValueKind.Array ? [.. many.EnumerateArray().Select(item => ReadValue(item, null))]
            : throw new FormatException("__extn has fn, and arg or args.");
        return Called(function, arguments);
    }

    private static CedarValue Called(ExtensionFunction function, CedarValue[] arguments) => function.Call(arguments, out var problem) ?? throw new FormatException(problem);

    private static Dictionary<string, JsonElement> Members(JsonElement json, string otherwise)
    {
        Require(json.ValueKind == JsonValueKind.Object, otherwise);
        var members = new Dictionary<string, JsonElement>();
        foreach (var member in json.EnumerateObject())
        {
            Require(members.TryAdd(member.Name, member.Value), $"'{member.Name}' stands there twice.");
        }

        return members;
    }

    private static string? Text(Dictionary<string, JsonElement> members, string name) =>
        members.TryGetValue(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static void Require(bool holds, string otherwise)
    {
        if (!holds)
        {
            throw new FormatException(otherwise);
        }
    }
}
