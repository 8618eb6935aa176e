namespace Holdfast.Hosts.Sensor.Logs;

/// <summary>Text of others, made fit to travel.</summary>
internal static class LogText
{
    /// <summary>Without control characters (a tab becomes a space, the rest U+FFFD) and half surrogates, and cut.</summary>
    public static string Clean(string text, int maxCharacters)
    {
        if (text.Length > maxCharacters)
        {
            text = text[..(char.IsHighSurrogate(text[maxCharacters - 1]) ? maxCharacters - 1 : maxCharacters)];
        }

        return text.AsSpan().ContainsAnyInRange('\0', '\x1f') || text.AsSpan().ContainsAnyInRange('\x7f', '\x9f') || text.AsSpan().ContainsAnyInRange('\ud800', '\udfff')
            ? string.Create(text.Length, text, static (into, from) =>
            {
                for (var i = 0; i < from.Length; i++)
                {
                    var isPair = (char.IsHighSurrogate(from[i]) && i + 1 < from.Length && char.IsLowSurrogate(from[i + 1])) ||
                        (char.IsLowSurrogate(from[i]) && i > 0 && char.IsHighSurrogate(from[i - 1]));
                    into[i] = from[i] == '\t' ? ' ' : char.IsControl(from[i]) || (char.IsSurrogate(from[i]) && !isPair) ? '\ufffd' : from[i];
                }
            })
            : text;
    }
}
