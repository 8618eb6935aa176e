using System.Text.Json;
using System.Text.Json.Nodes;
using Holdfast.Modules.Playbooks.Definitions;
using Holdfast.Modules.Playbooks.Definitions.Values;

namespace Holdfast.Modules.Playbooks.Domain;

/// <summary>Makes one value of others. It cannot fail: of what is no list there is nothing.</summary>
internal static class Transforms
{
    private const int MostItems = 10_000;

    public static JsonElement Of(TransformBody body, DataScope scope, DateTimeOffset now)
    {
        if (body.How == "format")
        {
            return body.Of.Element(scope);
        }

        var value = body.Of.Element(scope);
        var items = value.ValueKind == JsonValueKind.Array ? value.EnumerateArray().Take(MostItems).ToList() : [];
        return body.How switch
        {
            "pick" => Pick(value, body.Members),
            "map" => JsonSerializer.SerializeToElement(items.Select(i => body.Path!.Below(i, 0))),
            "filter" => JsonSerializer.SerializeToElement(items.Where(i => body.Where!.Holds(scope.Inner().With("item", i), now))),
            "join" => JsonSerializer.SerializeToElement(string.Join(body.With, items.Select(i => Texts.Of(i)).OfType<string>())),
            "count" => JsonSerializer.SerializeToElement(value.ValueKind == JsonValueKind.Object ? value.EnumerateObject().Count() : items.Count),
            "unique" => JsonSerializer.SerializeToElement(items.DistinctBy(i => i.GetRawText(), StringComparer.Ordinal)),
            _ => JsonSerializer.SerializeToElement(items.Count > 0 ? items[0] : (JsonElement?)null),
        };
    }

    private static JsonElement Pick(JsonElement value, IReadOnlyList<string> members)
    {
        var made = new JsonObject();
        foreach (var member in members.Distinct(StringComparer.Ordinal))
        {
            made[member] = value.ValueKind == JsonValueKind.Object && value.TryGetProperty(member, out var found) ? JsonSerializer.SerializeToNode(found) : null;
        }

        return JsonSerializer.SerializeToElement(made);
    }
}
