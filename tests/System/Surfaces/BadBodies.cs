using System.Reflection;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Holdfast.Tests.System.Surfaces;

/// <summary>One way to get a request wrong.</summary>
/// <param name="Name">What is wrong with it.</param>
/// <param name="Bytes">The body.</param>
/// <param name="MediaType">Its content type; null for none.</param>
internal sealed record BadBody(string Name, byte[] Bytes, string? MediaType = "application/json");

/// <summary>From a well-formed body to every body that is wrong in one place.</summary>
internal static class BadBodies
{
    private const string Mark = "@@mark@@";
    // Members whose value may be any words.
    private static readonly string[] FreeText = ["answer", "clientId", "clientSecret", "company", "description", "group", "groupsClaim", "hostname", "meaning", "name", "note", "password", "subject", "text", "to", "username"];
    private static readonly NullabilityInfoContext Nullability = new();
    private static readonly string[] Replacements = ["null", "1", "1.5", "-1", "1e400", "99999999999999999999", "true", "\"\\u0001\"", "\"NO SUCH\"", "[]", "[1]", "[null]", "{}", "{\"a\":1}"];

    public static IEnumerable<BadBody> Of(JsonObject sample, Type type) =>
        Broken(sample.ToJsonString())
            .Concat(Paths(sample, "").Where(p => p.Node is JsonObject).Select(p => Text($"unknown member in {p.Name}", Replace(sample, p.Name, WithUnknown((JsonObject)p.Node!)))))
            .Concat(Paths(sample, "").Where(p => p.Name.Length > 0).SelectMany(p => Wrong(sample, p.Name, p.Node, type)));

    private static IEnumerable<BadBody> Broken(string text)
    {
        foreach (var broken in new[] { "", " ", "{", "[]", "null", "\"x\"", "1", "{]", "{\"a\":}", "{,}", text[..^1], text[..(text.Length / 2)], text + "x", text + text, "\uFEFF{", "{'a':1}", "{\"\\ud800\":1}", "{\"a\\u0000b\":1}", "{//\n}" })
        {
            yield return Text($"body {broken[..Math.Min(20, broken.Length)]}", broken);
        }

        yield return Text("same member twice", $"{{{text[1..^1]},{text[1..]}");
        yield return Text("70 levels", $"{{\"a\":{new string('[', 70)}{new string(']', 70)}}}");
        yield return Text("20,000 levels", $"{{\"a\":{new string('[', 20_000)}{new string(']', 20_000)}}}");
        yield return Text("one byte too large", text + new string(' ', (64 * 1024) - Encoding.UTF8.GetByteCount(text) + 1));
        yield return new BadBody("no UTF-8", [.. Encoding.UTF8.GetBytes(text[..^1]), (byte)',', (byte)'"', 0xC3, 0x28, (byte)'"', (byte)':', (byte)'1', (byte)'}']);
        foreach (var media in new[] { "text/plain", "application/xml", "application/x-www-form-urlencoded", "multipart/form-data", null })
        {
            yield return new BadBody($"content type {media}", Encoding.UTF8.GetBytes(text), media);
        }
    }

    // Each member with each kind of value that it is not.
    private static IEnumerable<BadBody> Wrong(JsonObject sample, string path, JsonNode? node, Type type)
    {
        foreach (var value in Replacements)
        {
            if (value == "null" ? !TakesNull(type, path) : !Fits(path, node, value))
            {
                yield return Text($"{path} = {value}", Replace(sample, path, value));
            }
        }

        if (node is JsonValue text && text.GetValueKind() == JsonValueKind.String)
        {
            foreach (var value in new[] { "a\\u0000b", "\\u0000", "\\ud800", "x\\udc00", new string('y', 60_000) })
            {
                yield return Text($"{path} = \"{value[..Math.Min(10, value.Length)]}\"", Replace(sample, path, $"\"{value}\""));
            }

            if (path.EndsWith("Id", StringComparison.Ordinal) && !FreeText.Contains(path))
            {
                foreach (var id in new[] { "", "x", Guid.CreateVersion7().ToString("N"), $"{{{Guid.CreateVersion7()}}}", Guid.CreateVersion7().ToString() + "0", Guid.Empty.ToString(), Guid.CreateVersion7().ToString() })
                {
                    yield return Text($"{path} = \"{id}\"", Replace(sample, path, $"\"{id}\""));
                }
            }
        }
    }

    // Whether a replacement could be what is meant.
    private static bool Fits(string path, JsonNode? node, string value) => node switch
    {
        JsonArray => value == "[]",
        JsonObject => value == "{}",
        JsonValue v when v.GetValueKind() == JsonValueKind.Number => value == "1",
        JsonValue v when v.GetValueKind() is JsonValueKind.True or JsonValueKind.False => value == "true",
        JsonValue => value == "\"NO SUCH\"" && (FreeText.Contains(path.Split('.')[^1]) || path == "secret.token"),
        _ => false,
    };

    // By the request's type: a member that may be absent may be null. What is free in form follows rules of its own, and null is none of them.
    private static bool TakesNull(Type type, string path)
    {
        var last = default(PropertyInfo);
        foreach (var part in path.Split('.'))
        {
            if (type == typeof(JsonElement) || type == typeof(JsonElement?) || (part.StartsWith('[') && !type.IsGenericType))
            {
                return false;
            }

            if (part.StartsWith('['))
            {
                (type, last) = (type.GetGenericArguments()[0], null);
                continue;
            }

            last = type.GetProperties().Single(p => JsonNamingPolicy.CamelCase.ConvertName(p.Name) == part);
            type = last.PropertyType;
        }

        return last is not null && (Nullable.GetUnderlyingType(type) is not null || Nullability.Create(last).WriteState == NullabilityState.Nullable);
    }

    private static IEnumerable<(string Name, JsonNode? Node)> Paths(JsonNode? node, string at)
    {
        yield return (at, node);
        var inner = node switch
        {
            JsonObject o => o.SelectMany(m => Paths(m.Value, at.Length == 0 ? m.Key : $"{at}.{m.Key}")),
            JsonArray a => a.SelectMany((item, i) => Paths(item, $"{at}.[{i}]")),
            _ => [],
        };
        foreach (var path in inner)
        {
            yield return path;
        }
    }

    private static string WithUnknown(JsonObject o)
    {
        var text = o.ToJsonString();
        return text == "{}" ? "{\"nobodyKnows\":1}" : $"{text[..^1]},\"nobodyKnows\":1}}";
    }

    private static string Replace(JsonObject sample, string path, string value)
    {
        if (path.Length == 0)
        {
            return value;
        }

        var copy = sample.DeepClone();
        var parts = path.Split('.');
        var parent = parts[..^1].Aggregate(copy, (at, part) => part.StartsWith('[') ? at[int.Parse(part.Trim('[', ']'))]! : at[part]!);
        if (parts[^1].StartsWith('['))
        {
            parent[int.Parse(parts[^1].Trim('[', ']'))] = Mark;
        }
        else
        {
            parent[parts[^1]] = Mark;
        }

        return copy.ToJsonString().Replace($"\"{Mark}\"", value, StringComparison.Ordinal);
    }

    private static BadBody Text(string name, string body) => new(name, Encoding.UTF8.GetBytes(body));
}
