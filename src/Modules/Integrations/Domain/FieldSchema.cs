using System.Text.Json;
using System.Text.Json.Nodes;
using Holdfast.Modules.Integrations.Contracts;

namespace Holdfast.Modules.Integrations.Domain;

/// <summary>Described fields as JSON Schema (2020-12). Where the schema is wider than the fields' own rules, those decide.</summary>
internal static class FieldSchema
{
    public static JsonElement Of(IReadOnlyList<FieldDescription> fields) => JsonSerializer.SerializeToElement(Object(fields));

    private static JsonObject Object(IReadOnlyList<FieldDescription> fields)
    {
        var properties = new JsonObject();
        foreach (var field in fields)
        {
            var schema = Schema(field);
            schema["description"] = field.Description;
            properties[field.Name] = schema;
        }

        return new JsonObject
        {
            ["type"] = "object",
            ["properties"] = properties,
            ["required"] = new JsonArray([.. fields.Where(f => f.Required).Select(f => (JsonNode)f.Name)]),
            ["additionalProperties"] = false,
        };
    }

    private static JsonObject Schema(FieldDescription field) => field.Type switch
    {
        FieldType.Number => new() { ["type"] = "integer", ["minimum"] = field.Minimum, ["maximum"] = field.Maximum },
        FieldType.Decimal => new() { ["type"] = "number", ["minimum"] = field.Minimum, ["maximum"] = field.Maximum },
        FieldType.Boolean => new() { ["type"] = "boolean" },
        FieldType.Url => Text(field, "uri"),
        FieldType.Time => Text(field, "date-time"),
        FieldType.Choice => new() { ["type"] = "string", ["enum"] = new JsonArray([.. field.Choices.Select(c => (JsonNode)c)]) },
        FieldType.TextList => new() { ["type"] = "array", ["maxItems"] = field.MaxItems, ["items"] = Text(field, null) },
        FieldType.List => new() { ["type"] = "array", ["maxItems"] = field.MaxItems, ["items"] = field.Item is { } item ? Schema(item) : new JsonObject() },
        FieldType.Object => Object(field.Members),
        _ => Text(field, null),
    };

    private static JsonObject Text(FieldDescription field, string? format)
    {
        var schema = new JsonObject { ["type"] = "string", ["minLength"] = 1, ["maxLength"] = field.MaxLength };
        if (format is not null)
        {
            schema["format"] = format;
        }

        return schema;
    }
}
