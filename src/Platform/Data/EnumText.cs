using System.Collections.Concurrent;
using System.Text.Json;

namespace Holdfast.Platform.Data;

/// <summary>Enums as they stand in text columns and on the wire: UPPER_SNAKE.</summary>
public static class EnumText
{
    private static readonly ConcurrentDictionary<Enum, string> Texts = new();

    /// <summary>The text of a member.</summary>
    public static string Of(Enum value) => Texts.GetOrAdd(value, static v => JsonNamingPolicy.SnakeCaseUpper.ConvertName(v.ToString()));

    /// <summary>The member of a text.</summary>
    /// <exception cref="FormatException">No member has this text.</exception>
    public static T Parse<T>(string text) where T : struct, Enum =>
        TryParse<T>(text, out var value) ? value : throw new FormatException($"'{text}' is no {typeof(T).Name}.");

    /// <summary>The member of a text, if there is one.</summary>
    public static bool TryParse<T>(string? text, out T value) where T : struct, Enum => ByText<T>.Members.TryGetValue(text ?? "", out value);

    private static class ByText<T> where T : struct, Enum
    {
        public static readonly Dictionary<string, T> Members = Enum.GetValues<T>().ToDictionary(v => Of(v), StringComparer.Ordinal);
    }
}
