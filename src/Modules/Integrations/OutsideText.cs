using System.Text;
using System.Text.Json;
using Holdfast.Modules.Integrations.Contracts;
using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Integrations;

/// <summary>
/// What outside products say, made fit to be kept: without secrets, of a bounded size, and text that PostgreSQL and the canonical form (RFC 8785)
/// can hold. JSON can write U+0000 and half of a surrogate pair; neither is text there, and an action that was done must not be lost for it.
/// </summary>
internal static class OutsideText
{
    private const int MaxDetail = 500;
    private const int MaxJson = 16 * 1024;
    private const char Replacement = '\uFFFD';

    public static string Line(string text, SecretValues secrets)
    {
        var whole = Whole(secrets.Blot(text));
        return whole.Length <= MaxDetail ? whole : whole[..(char.IsHighSurrogate(whole[MaxDetail - 1]) ? MaxDetail - 1 : MaxDetail)];
    }

    public static JsonElement? Json(JsonElement? json, SecretValues secrets) => json is { } value ? Json(value, secrets) : null;

    public static JsonElement Json(JsonElement json, SecretValues secrets)
    {
        using var kept = new MemoryStream();
        using (var writer = new Utf8JsonWriter(kept, new JsonWriterOptions { Encoder = WireJson.Options.Encoder }))
        {
            Write(writer, json, secrets);
        }

        return kept.Length <= MaxJson
            ? JsonSerializer.Deserialize<JsonElement>(kept.GetBuffer().AsSpan(0, (int)kept.Length))
            : JsonSerializer.SerializeToElement(new { omitted = $"{kept.Length} bytes" });
    }

    private static void Write(Utf8JsonWriter writer, JsonElement json, SecretValues secrets)
    {
        switch (json.ValueKind)
        {
            case JsonValueKind.Object:
                writer.WriteStartObject();
                foreach (var member in json.EnumerateObject())
                {
                    writer.WritePropertyName(Text(() => member.Name, secrets));
                    Write(writer, member.Value, secrets);
                }

                writer.WriteEndObject();
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (var item in json.EnumerateArray())
                {
                    Write(writer, item, secrets);
                }

                writer.WriteEndArray();
                break;
            case JsonValueKind.String:
                writer.WriteStringValue(Text(() => json.GetString()!, secrets));
                break;
            default:
                json.WriteTo(writer);
                break;
        }
    }

    // What cannot be read as text at all is one sign for all of it.
    private static string Text(Func<string> read, SecretValues secrets)
    {
        try
        {
            return Whole(secrets.Blot(read()));
        }
        catch (InvalidOperationException)
        {
            return Replacement.ToString();
        }
    }

    private static string Whole(string text)
    {
        if (text.AsSpan().IndexOfAnyInRange('\uD800', '\uDFFF') < 0 && !text.Contains('\0', StringComparison.Ordinal))
        {
            return text;
        }

        var whole = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            whole.Append(rune.Value == 0 ? Replacement : rune.ToString());
        }

        return whole.ToString();
    }
}
