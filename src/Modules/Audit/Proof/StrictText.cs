using System.Globalization;
using System.Text;

namespace Holdfast.Modules.Audit.Proof;

/// <summary>Readers that accept one spelling only, so that no byte of a proof can change unnoticed.</summary>
internal static class StrictText
{
    public static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Standard base64 with padding; null for white space, missing padding or stray bits in the last character.</summary>
    public static byte[]? Base64(ReadOnlySpan<char> text)
    {
        var bytes = new byte[(text.Length / 4) * 3];
        return text.Length % 4 == 0 && Convert.TryFromBase64Chars(text, bytes, out var length) && text.SequenceEqual(Convert.ToBase64String(bytes, 0, length))
            ? bytes[..length]
            : null;
    }

    /// <summary>ASCII decimal without sign or leading zeroes; null beyond 2^63 - 1.</summary>
    public static long? Decimal(ReadOnlySpan<char> text) =>
        text.Length is > 0 and <= 19 && !text.ContainsAnyExceptInRange('0', '9') && (text.Length == 1 || text[0] != '0')
        && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : null;

    /// <summary>Whether the text may name a key: not empty, no Unicode space, no plus.</summary>
    public static bool IsKeyName(ReadOnlySpan<char> text)
    {
        if (text.IsEmpty || text.Length > 256)
        {
            return false;
        }

        foreach (var c in text)
        {
            if (c == '+' || char.IsWhiteSpace(c) || char.IsControl(c))
            {
                return false;
            }
        }

        return true;
    }
}
