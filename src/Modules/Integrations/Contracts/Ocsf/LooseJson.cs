using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Holdfast.Modules.Integrations.Contracts.Ocsf;

/// <summary>
/// Reads documents whose form nobody vouches for: members may be missing, null, a number where a text was, a list where one value was. Paths
/// are member names with dots between; nothing here throws, and what is not there is null or empty. Texts are cut to what rows can hold and
/// hold no U+0000 and no half of a surrogate pair.
/// </summary>
public static class LooseJson
{
    /// <summary>The most characters of a text.</summary>
    public const int MaxText = 4000;

    /// <summary>The value at a path, or null when there is none or it is null.</summary>
    public static JsonElement? At(JsonElement json, string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        var at = json;
        foreach (var name in path.Split('.'))
        {
            if (at.ValueKind != JsonValueKind.Object || !at.TryGetProperty(name, out at))
            {
                return null;
            }
        }

        return at.ValueKind is JsonValueKind.Null or JsonValueKind.Undefined ? null : at;
    }

    /// <summary>A text, or a number or truth value as one; of a list, its first that is. Without blanks around it; empty is null.</summary>
    public static string? Text(JsonElement json, string path, int max = MaxText) => At(json, path) is { } value ? Text(value, max) : null;

    /// <summary>The first of several paths that has a text.</summary>
    public static string? FirstText(JsonElement json, params ReadOnlySpan<string> paths)
    {
        foreach (var path in paths)
        {
            if (Text(json, path) is { } text)
            {
                return text;
            }
        }

        return null;
    }

    /// <summary>The texts of a list, or the one text; at most 100.</summary>
    public static IReadOnlyList<string> Texts(JsonElement json, string path) => At(json, path) switch
    {
        null => [],
        { ValueKind: JsonValueKind.Array } list => [.. list.EnumerateArray().Select(item => Text(item, MaxText)).OfType<string>().Take(100)],
        { } one => Text(one, MaxText) is { } text ? [text] : [],
    };

    /// <summary>A number, also one in a text.</summary>
    public static decimal? Number(JsonElement json, string path) => At(json, path) switch
    {
        { ValueKind: JsonValueKind.Number } value => value.TryGetDecimal(out var number) ? number : null,
        { ValueKind: JsonValueKind.String } value => decimal.TryParse(Text(value, 40), NumberStyles.Number, CultureInfo.InvariantCulture, out var number) ? number : null,
        _ => null,
    };

    /// <summary>A truth value, also one in a text or as 0 and 1.</summary>
    public static bool? Truth(JsonElement json, string path) => At(json, path) switch
    {
        { ValueKind: JsonValueKind.True } => true,
        { ValueKind: JsonValueKind.False } => false,
        { } value => Text(value, 10)?.ToLowerInvariant() switch { "true" or "1" => true, "false" or "0" => false, _ => null },
        null => null,
    };

    /// <summary>A moment, as <see cref="NormalTime"/> reads texts and numbers.</summary>
    public static DateTimeOffset? Time(JsonElement json, string path, TimeZoneInfo? zone = null) => NormalTime.Parse(Text(json, path, 64), zone);

    /// <summary>The objects of a list; at most as many as said.</summary>
    public static IReadOnlyList<JsonElement> Objects(JsonElement json, string path, int max = 10_000) =>
        At(json, path) is { ValueKind: JsonValueKind.Array } list ? [.. list.EnumerateArray().Where(item => item.ValueKind == JsonValueKind.Object).Take(max)] : [];

    /// <summary>A body that is JSON; null when it is none, or nested deeper than 64.</summary>
    public static JsonElement? Parse(ReadOnlyMemory<byte> body)
    {
        try
        {
            // A byte order mark is no JSON and comes all the same.
            var text = body.Span.StartsWith("\uFEFF"u8) ? body[3..] : body;
            using var document = JsonDocument.Parse(text);
            return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>A text from outside in one line, whole and of a length that fits.</summary>
    public static string Line(string text, int max)
    {
        ArgumentNullException.ThrowIfNull(text);
        return Clean(text, max, lines: false) ?? "";
    }

    private static string? Text(JsonElement value, int max) => value.ValueKind switch
    {
        JsonValueKind.String => Clean(Raw(value), max, lines: true),
        JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => Clean(value.GetRawText(), max, lines: false),
        JsonValueKind.Array => value.EnumerateArray().Where(item => item.ValueKind != JsonValueKind.Array).Select(item => Text(item, max)).FirstOrDefault(text => text is not null),
        _ => null,
    };

    // JSON can write half of a surrogate pair, which is no text.
    private static string Raw(JsonElement value)
    {
        try
        {
            return value.GetString()!;
        }
        catch (InvalidOperationException)
        {
            return "";
        }
    }

    private static string? Clean(string text, int max, bool lines)
    {
        var clean = new StringBuilder(Math.Min(text.Length, max));
        foreach (var rune in text.EnumerateRunes())
        {
            if (clean.Length + rune.Utf16SequenceLength > max)
            {
                break;
            }

            clean.Append(Rune.IsControl(rune) && !(lines && rune.Value is '\n' or '\t') ? " " : rune.ToString());
        }

        var trimmed = clean.ToString().Trim();
        return trimmed.Length > 0 ? trimmed : null;
    }
}
