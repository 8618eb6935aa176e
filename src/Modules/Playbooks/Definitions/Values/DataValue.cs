using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Playbooks.Definitions.Values;

/// <summary>A value as a playbook writes it. Finding out what it is cannot fail.</summary>
internal abstract record DataValue
{
    public abstract JsonNode? In(DataScope scope);

    public JsonElement Element(DataScope scope) => JsonSerializer.SerializeToElement(In(scope), WireJson.Options);

    /// <summary>What it is as a text; null when it is null.</summary>
    public string? Text(DataScope scope) => Texts.Of(Element(scope));
}

/// <summary>What it says.</summary>
internal sealed record Literal(JsonNode? Value) : DataValue
{
    public override JsonNode? In(DataScope scope) => Value?.DeepClone();
}

/// <summary>What stands at a path.</summary>
internal sealed record Reference(DataPath Path) : DataValue
{
    public override JsonNode? In(DataScope scope) => scope.Find(Path) is { } found ? JsonSerializer.SerializeToNode(found) : null;
}

/// <summary>A text with what stands at paths put in.</summary>
internal sealed record Template(IReadOnlyList<(string Text, DataPath? Path)> Parts) : DataValue
{
    public const int Most = 20_000;

    public override JsonNode? In(DataScope scope) => JsonValue.Create(Render(scope));

    public string Render(DataScope scope)
    {
        var text = new StringBuilder();
        foreach (var (literal, path) in Parts)
        {
            text.Append(path is null ? literal : Texts.Of(scope.Find(path)));
        }

        return text.Length <= Most ? text.ToString() : text.ToString(0, Most);
    }
}

/// <summary>An object of values.</summary>
internal sealed record ObjectValue(IReadOnlyList<(string Name, DataValue Value)> Members) : DataValue
{
    public static ObjectValue None { get; } = new([]);

    public override JsonNode? In(DataScope scope)
    {
        var made = new JsonObject();
        foreach (var (name, value) in Members)
        {
            made[name] = value.In(scope);
        }

        return made;
    }
}

/// <summary>A list of values.</summary>
internal sealed record ListValue(IReadOnlyList<DataValue> Items) : DataValue
{
    public override JsonNode? In(DataScope scope) => new JsonArray([.. Items.Select(i => i.In(scope))]);
}

/// <summary>Values as texts.</summary>
internal static class Texts
{
    public static string? Of(JsonElement? value) => value switch
    {
        null or { ValueKind: JsonValueKind.Null or JsonValueKind.Undefined } => null,
        { ValueKind: JsonValueKind.String } text => text.GetString(),
        { ValueKind: JsonValueKind.True } => "true",
        { ValueKind: JsonValueKind.False } => "false",
        { } other => other.GetRawText(),
    };

    public static decimal? NumberOf(JsonElement? value) => value switch
    {
        { ValueKind: JsonValueKind.Number } number when number.TryGetDecimal(out var exact) => exact,
        { ValueKind: JsonValueKind.String } text when decimal.TryParse(text.GetString(), NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var read) => read,
        _ => null,
    };

    public static DateTimeOffset? TimeOf(JsonElement? value) => value is { ValueKind: JsonValueKind.String } text && text.TryGetDateTimeOffset(out var time) ? time : null;
}
