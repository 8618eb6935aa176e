using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Holdfast.Modules.Integrations.Contracts.Products;

/// <summary>
/// A singular query of JSONPath (RFC 9535, section 2.3.5.1): names and indexes only, so that it finds one value or none. <c>$.alert.hosts[0].name</c>,
/// <c>$['odd name'].x</c>; the <c>$</c> may be left out.
/// </summary>
public sealed partial class JsonPath
{
    private const int MaxSegments = 20;
    private readonly IReadOnlyList<(string? Name, int Index)> segments;

    private JsonPath(IReadOnlyList<(string? Name, int Index)> segments) => this.segments = segments;

    /// <summary>The path of a text; null when it is none.</summary>
    public static JsonPath? Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var rest = text.StartsWith('$') ? text[1..] : text.StartsWith('[') ? text : "." + text;
        var segments = new List<(string?, int)>();
        while (rest.Length > 0)
        {
            var match = Segment().Match(rest);
            if (!match.Success || segments.Count >= MaxSegments)
            {
                return null;
            }

            segments.Add(SegmentOf(match));
            rest = rest[match.Length..];
        }

        return new JsonPath(segments);
    }

    /// <summary>The value there; null when there is none, or it is null.</summary>
    public JsonElement? In(JsonElement json)
    {
        var at = json;
        foreach (var (name, index) in segments)
        {
            if (name is null ? at.ValueKind != JsonValueKind.Array || index >= at.GetArrayLength() : at.ValueKind != JsonValueKind.Object || !at.TryGetProperty(name, out _))
            {
                return null;
            }

            at = name is null ? at[index] : at.GetProperty(name);
        }

        return at.ValueKind is JsonValueKind.Null or JsonValueKind.Undefined ? null : at;
    }

    private static (string? Name, int Index) SegmentOf(Match match) =>
        match.Groups["index"].Success ? (null, int.Parse(match.Groups["index"].Value, NumberStyles.None, CultureInfo.InvariantCulture))
        : (match.Groups["quoted"].Success ? match.Groups["quoted"].Value : match.Groups["name"].Value, 0);

    [GeneratedRegex(@"\A(?:\.(?<name>[\p{L}_][\p{L}\p{Nd}_-]*)|\[(?<index>\d{1,6})\]|\['(?<quoted>[^'\\]{1,200})'\]|\[""(?<quoted>[^""\\]{1,200})""\])")]
    private static partial Regex Segment();
}
