using System.Buffers;
using System.Globalization;
using System.Text.Json.Nodes;

namespace Holdfast.Modules.Playbooks.Definitions.Yaml;

/// <summary>A place in the text; both count from 1.</summary>
internal readonly record struct Mark(int Line, int Column);

/// <summary>A node of the document, with where it stands.</summary>
internal abstract class YamlNode(Mark at)
{
    public Mark At { get; } = at;

    /// <summary>What it is, in a sentence.</summary>
    public abstract string Kind { get; }
}

/// <summary>A single value.</summary>
internal sealed class YamlScalar(Mark at, string text, bool isPlain) : YamlNode(at)
{
    private static readonly SearchValues<char> OfNumbers = SearchValues.Create("0123456789.-");

    public string Text { get; } = text;

    public override string Kind => IsNull ? "nothing" : "a single value";

    public bool IsNull => isPlain && (Text is "" or "~" or "null" or "Null" or "NULL");

    /// <summary>True or false; null when it is neither.</summary>
    public bool? Flag => !isPlain ? null : Text switch { "true" or "True" or "TRUE" => true, "false" or "False" or "FALSE" => false, _ => null };

    /// <summary>A number; null when it is none.</summary>
    public decimal? Number =>
        isPlain && Text.Length is > 0 and <= 28 && Text.AsSpan().IndexOfAnyExcept(OfNumbers) < 0 && !(Text.Length > 1 && Text[0] == '0' && char.IsDigit(Text[1]))
        && decimal.TryParse(Text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <summary>As JSON: null, true, false, a number or a text.</summary>
    public JsonNode? ToJson() => IsNull ? null : Flag is { } flag ? JsonValue.Create(flag) : Number is { } number ? JsonValue.Create(number) : JsonValue.Create(Text);
}

/// <summary>A list.</summary>
internal sealed class YamlList(Mark at, IReadOnlyList<YamlNode> items) : YamlNode(at)
{
    public IReadOnlyList<YamlNode> Items { get; } = items;

    public override string Kind => "a list";
}

/// <summary>A member of an object.</summary>
internal sealed record YamlMember(string Name, Mark At, YamlNode Value);

/// <summary>An object; its names are each there once.</summary>
internal sealed class YamlMap(Mark at, IReadOnlyList<YamlMember> members) : YamlNode(at)
{
    public IReadOnlyList<YamlMember> Members { get; } = members;

    public override string Kind => "an object";

    public YamlMember? Find(string name) => Members.FirstOrDefault(m => m.Name == name);
}
