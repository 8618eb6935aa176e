using System.Buffers;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace Holdfast.Modules.Audit.Proof;

/// <summary>
/// The one spelling of a JSON value, by the JSON Canonicalization Scheme (RFC 8785): no white space, members in the order of their
/// UTF-16 code units, numbers as ECMAScript writes IEEE doubles, the least escaping. What is hashed and signed is always in this form.
/// </summary>
public static class CanonicalJson
{
    private static readonly JsonDocumentOptions Bounded = new() { MaxDepth = 64 };

    /// <summary>The canonical UTF-8 bytes of a JSON text.</summary>
    /// <exception cref="JsonException">Not JSON, deeper than 64, a member named twice, a number beyond doubles, or text that is not Unicode.</exception>
    public static byte[] Of(ReadOnlyMemory<byte> utf8)
    {
        using var document = JsonDocument.Parse(utf8, Bounded);
        return Of(document.RootElement);
    }

    /// <summary>The canonical UTF-8 bytes of a JSON value.</summary>
    /// <exception cref="JsonException">A member named twice, a number beyond doubles, or text that is not Unicode.</exception>
    public static byte[] Of(JsonElement value)
    {
        var output = new ArrayBufferWriter<byte>(512);
        Write(value, output);
        return output.WrittenSpan.ToArray();
    }

    /// <summary>Writes the canonical UTF-8 bytes of a JSON value.</summary>
    /// <exception cref="JsonException">As for <see cref="Of(JsonElement)"/>; part of the value may have been written.</exception>
    public static void Write(JsonElement value, IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(output);
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                WriteObject(value, output);
                break;
            case JsonValueKind.Array:
                WriteArray(value, output);
                break;
            case JsonValueKind.String:
                WriteStringValue(value, output);
                break;
            case JsonValueKind.Number:
                WriteNumber(value, output);
                break;
            case JsonValueKind.True:
                output.Write("true"u8);
                break;
            case JsonValueKind.False:
                output.Write("false"u8);
                break;
            case JsonValueKind.Null:
                output.Write("null"u8);
                break;
            default:
                throw new JsonException("There is no JSON value.");
        }
    }

    private static void WriteObject(JsonElement value, IBufferWriter<byte> output)
    {
        var members = new (string Name, JsonElement Value)[value.GetPropertyCount()];
        var count = 0;
        foreach (var member in value.EnumerateObject())
        {
            members[count++] = (NameOf(member), member.Value);
        }

        // Ordinal comparison of .NET strings is the comparison of UTF-16 code units that section 3.2.3 asks for.
        Array.Sort(members, static (a, b) => string.CompareOrdinal(a.Name, b.Name));
        output.Write("{"u8);
        for (var i = 0; i < members.Length; i++)
        {
            if (i > 0)
            {
                if (string.Equals(members[i].Name, members[i - 1].Name, StringComparison.Ordinal))
                {
                    throw new JsonException($"The member '{members[i].Name}' stands twice.");
                }

                output.Write(","u8);
            }

            WriteString(members[i].Name, output);
            output.Write(":"u8);
            Write(members[i].Value, output);
        }

        output.Write("}"u8);
    }

    private static void WriteArray(JsonElement value, IBufferWriter<byte> output)
    {
        output.Write("["u8);
        var first = true;
        foreach (var item in value.EnumerateArray())
        {
            if (!first)
            {
                output.Write(","u8);
            }

            first = false;
            Write(item, output);
        }

        output.Write("]"u8);
    }

    private static void WriteStringValue(JsonElement value, IBufferWriter<byte> output)
    {
        // JSON text can't hold a bare control character, so text without a backslash is in its canonical form already.
        var raw = JsonMarshal.GetRawUtf8Value(value);
        if (!raw.Contains((byte)'\\') && Utf8.IsValid(raw))
        {
            output.Write(raw);
            return;
        }

        WriteString(Unicode(() => value.GetString()!), output);
    }

    private static string NameOf(JsonProperty member) => Unicode(() => member.Name);

    // System.Text.Json reports half a surrogate pair and broken UTF-8 this way.
    private static string Unicode(Func<string> read)
    {
        try
        {
            return read();
        }
        catch (InvalidOperationException e)
        {
            throw new JsonException("Text that is not Unicode has no canonical form.", e);
        }
    }

    /// <summary>Writes the canonical UTF-8 bytes of a text as a JSON string; half a surrogate pair becomes U+FFFD.</summary>
    public static void Write(string text, IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(output);
        WriteString(text, output);
    }

    private static void WriteString(string text, IBufferWriter<byte> output)
    {
        output.Write("\""u8);
        var rest = text.AsSpan();
        while (!rest.IsEmpty)
        {
            var plain = 0;
            while (plain < rest.Length && rest[plain] is not ('"' or '\\' or < ' '))
            {
                plain++;
            }

            Encoding.UTF8.GetBytes(rest[..plain], output);
            if (plain < rest.Length)
            {
                WriteEscaped(rest[plain++], output);
            }

            rest = rest[plain..];
        }

        output.Write("\""u8);
    }

    private static void WriteEscaped(char c, IBufferWriter<byte> output)
    {
        switch (c)
        {
            case '"':
                output.Write("\\\""u8);
                break;
            case '\\':
                output.Write("\\\\"u8);
                break;
            case '\b':
                output.Write("\\b"u8);
                break;
            case '\t':
                output.Write("\\t"u8);
                break;
            case '\n':
                output.Write("\\n"u8);
                break;
            case '\f':
                output.Write("\\f"u8);
                break;
            case '\r':
                output.Write("\\r"u8);
                break;
            default:
                output.Write([(byte)'\\', (byte)'u', (byte)'0', (byte)'0', (byte)(c < 0x10 ? '0' : '1'), (byte)"0123456789abcdef"[c & 0xf]]);
                break;
        }
    }

    private static void WriteNumber(JsonElement value, IBufferWriter<byte> output)
    {
        if (!value.TryGetDouble(out var number) || !double.IsFinite(number))
        {
            throw new JsonException($"The number {value.GetRawText()} is beyond IEEE doubles.");
        }

        Encoding.UTF8.GetBytes(Number(number), output);
    }

    /// <summary>A finite double as ECMAScript's Number::toString writes it (ECMA-262, 6.1.6.1.20).</summary>
    internal static string Number(double number)
    {
        if (number == 0)
        {
            return "0";
        }

        // .NET gives the same shortest digits that round-trip; only their arrangement differs.
        var text = number.ToString("R", CultureInfo.InvariantCulture).AsSpan();
        var sign = text[0] == '-' ? "-" : "";
        text = text[sign.Length..];
        var exponent = 0;
        if (text.IndexOf('E') is >= 0 and var e)
        {
            exponent = int.Parse(text[(e + 1)..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
            text = text[..e];
        }

        var point = text.IndexOf('.');
        var whole = point < 0 ? text : text[..point];
        var all = point < 0 ? whole.ToString() : string.Concat(whole, text[(point + 1)..]);
        var digits = all.TrimStart('0');
        var n = whole.Length - (all.Length - digits.Length) + exponent;
        digits = digits.TrimEnd('0');
        var k = digits.Length;

        // value = 0.digits × 10^n, with k digits.
        return sign + n switch
        {
            > 0 and <= 21 when k <= n => digits.PadRight(n, '0'),
            > 0 and <= 21 => $"{digits[..n]}.{digits[n..]}",
            > -6 and <= 0 => "0." + new string('0', -n) + digits,
            _ => $"{digits[0]}{(k > 1 ? "." : "")}{digits[1..]}e{(n > 0 ? '+' : '-')}{Math.Abs(n - 1).ToString(CultureInfo.InvariantCulture)}",
        };
    }
}
