using System.Globalization;
using System.Text.Json;

namespace Holdfast.Hosts.Cli.Output;

/// <summary>Members of an answer as a person reads them; an absent one is the empty text.</summary>
internal static class JsonFields
{
    /// <summary>The value at a path such as <c>actor.name</c>.</summary>
    public static string Text(this JsonElement element, string path)
    {
        foreach (var name in path.Split('.'))
        {
            if (element.ValueKind != JsonValueKind.Object || !element.TryGetProperty(name, out element))
            {
                return "";
            }
        }

        return element.ValueKind is JsonValueKind.Null or JsonValueKind.Undefined ? "" : element.ToString();
    }

    /// <summary>A time to the second, in UTC.</summary>
    public static string At(this JsonElement element, string path) =>
        DateTimeOffset.TryParse(element.Text(path), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture)
            : "";

    /// <summary>A list of things; empty when there is none.</summary>
    public static IEnumerable<JsonElement> List(this JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var list) && list.ValueKind == JsonValueKind.Array ? list.EnumerateArray() : [];

    /// <summary>A word of the API with the colour of its meaning.</summary>
    public static Cell Word(this JsonElement element, string path)
    {
        var word = element.Text(path);
        return new Cell(word, word switch
        {
            "ONLINE" or "EXECUTED" or "SUCCESS" or "CLOSED" or "RESOLVED" or "DONE" or "GOOD" => Tone.Good,
            "MEDIUM" or "DERIVED" or "WARNING" or "OFFLINE" or "FAIR" or "AWAITING_APPROVAL" or "UNKNOWN" => Tone.Warning,
            "HIGH" or "CRITICAL" or "DESTRUCTIVE" or "POOR" or "FAILED" or "FAILURE" or "DENIED" => Tone.Bad,
            "NEVER_SEEN" or "LOW" or "INFO" => Tone.Quiet,
            _ => Tone.Plain,
        });
    }

    /// <summary>A score of 1 to 100; a dash before the first analysis.</summary>
    public static Cell Score(this JsonElement element, string path) => element.Text(path) is { Length: > 0 } text && int.TryParse(text, CultureInfo.InvariantCulture, out var score)
        ? new Cell(text, score >= 85 ? Tone.Good : score >= 60 ? Tone.Warning : Tone.Bad)
        : new Cell("-", Tone.Quiet);
}
