using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Holdfast.Modules.Playbooks.Definitions;

/// <summary>What inputs may be.</summary>
internal static class InputRules
{
    private const int MostText = 10_000;
    private const int MostItems = 100;

    /// <summary>What is wrong with a value; null when it is of the type.</summary>
    public static string? Wrong(string type, JsonElement value) => type switch
    {
        "text" => value.ValueKind == JsonValueKind.String && value.GetString()!.Length <= MostText ? null : $"A text of at most {MostText} characters.",
        "number" => value.ValueKind == JsonValueKind.Number ? null : "A number.",
        "flag" => value.ValueKind is JsonValueKind.True or JsonValueKind.False ? null : "true or false.",
        "address" => value.ValueKind == JsonValueKind.String && IPAddress.TryParse(value.GetString(), out _) ? null : "An IP address.",
        _ => value.ValueKind == JsonValueKind.Array && value.GetArrayLength() <= MostItems ? null : $"A list of at most {MostItems}.",
    };

    /// <summary>What a run has as inputs; adds a sentence for each that is wrong.</summary>
    public static JsonElement Take(IReadOnlyList<InputDefinition> inputs, JsonElement? given, Dictionary<string, string> wrong)
    {
        var taken = new JsonObject();
        if (given is { ValueKind: not (JsonValueKind.Object or JsonValueKind.Null or JsonValueKind.Undefined) })
        {
            wrong["inputs"] = "An object.";
            return JsonSerializer.SerializeToElement(taken);
        }

        var members = given is { ValueKind: JsonValueKind.Object } there ? there.EnumerateObject().ToList() : [];
        foreach (var member in members.Where(m => !inputs.Any(i => i.Name == m.Name)).Take(20))
        {
            wrong[$"inputs.{(member.Name.Length <= 40 ? member.Name : member.Name[..40])}"] = "There is no such input.";
        }

        foreach (var input in inputs)
        {
            JsonElement? value = members.Find(m => m.Name == input.Name) is { Value.ValueKind: not (JsonValueKind.Undefined or JsonValueKind.Null) } member ? member.Value : input.Default;
            if (value is null && input.Required)
            {
                wrong[$"inputs.{input.Name}"] = "This is needed.";
            }
            else if (value is { } some && Wrong(input.Type, some) is { } why)
            {
                wrong[$"inputs.{input.Name}"] = why;
            }

            taken[input.Name] = value is { } kept ? JsonSerializer.SerializeToNode(kept) : null;
        }

        return JsonSerializer.SerializeToElement(taken);
    }
}
