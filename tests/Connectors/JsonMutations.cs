using System.Text.Json.Nodes;

namespace Holdfast.Tests.Connectors;

/// <summary>What a JSON document becomes when something goes wrong with it: each member, at any depth, is gone, null, of every other type, huge or odd; and it is no object at all.</summary>
public static class JsonMutations
{
    private static readonly Func<JsonNode?>[] Instead =
    [
        () => null,
        () => JsonValue.Create(""),
        () => JsonValue.Create("\u0000\u202E \uFFFF"),
        () => JsonValue.Create(new string('x', 5000)),
        () => JsonValue.Create(-1),
        () => JsonValue.Create(1e300),
        () => JsonValue.Create(true),
        () => new JsonArray(),
        () => new JsonArray(JsonValue.Create("a"), null, new JsonObject()),
        () => new JsonObject { ["unexpected"] = new JsonObject { ["deep"] = 1 } },
        () => JsonValue.Create("9999-12-31T23:59:59Z"),
        () => JsonValue.Create("'; drop table alert; -- <script>alert(1)</script>"),
    ];

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> Of(string sample)
    {
        var mutations = new List<string> { "null", "17", "\"text\"", "[]", "{}", "{\"\":{}}" };
        foreach (var path in Paths(JsonNode.Parse(sample)!.AsObject(), []))
        {
            mutations.Add(Changed(sample, path, (parent, name) => parent.Remove(name)));
            mutations.AddRange(Instead.Select(value => Changed(sample, path, (parent, name) => parent[name] = value())));
        }

        return mutations;
    }

    private static string Changed(string sample, string[] path, Action<JsonObject, string> change)
    {
        var root = JsonNode.Parse(sample)!.AsObject();
        var parent = path[..^1].Aggregate(root, (at, name) => at[name]!.AsObject());
        change(parent, path[^1]);
        return root.ToJsonString();
    }

    private static IEnumerable<string[]> Paths(JsonObject at, string[] above) =>
        at.SelectMany(member => member.Value is JsonObject below ? [[.. above, member.Key], .. Paths(below, [.. above, member.Key])] : new[] { (string[])[.. above, member.Key] });
}
