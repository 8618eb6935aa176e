using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Xml;
using System.Xml.Linq;
using System.Xml.XPath;
using Holdfast.Modules.Integrations.Contracts.Ocsf;

namespace Holdfast.Connectors.PaloAlto;

/// <summary>
/// XML from a device nobody vouches for, and XML and XPath for it. What is read has no document type, so no entities and nothing to fetch, and is no
/// deeper than <see cref="MaxDepth"/>; what is written is escaped by a writer, never put together from texts.
/// </summary>
internal static class PaloAltoXml
{
    public const int MaxDepth = 64;

    private static readonly XmlReaderSettings Settings = new()
    {
        DtdProcessing = DtdProcessing.Prohibit,
        XmlResolver = null,
        CheckCharacters = false,
        IgnoreComments = true,
        IgnoreProcessingInstructions = true,
        MaxCharactersFromEntities = 1024,
    };

    /// <summary>The root of a body that is XML; null when it is none, has a document type, or is too deep. A byte that no text has costs a character, not the page.</summary>
    public static XElement? Parse(ReadOnlyMemory<byte> body)
    {
        var text = string.Create(Encoding.UTF8.GetCharCount(body.Span), body, static (chars, bytes) =>
        {
            Encoding.UTF8.GetChars(bytes.Span, chars);
            foreach (ref var one in chars)
            {
                one = one is < ' ' and not ('\t' or '\n' or '\r') or '\uFFFE' or '\uFFFF' ? ' ' : one;
            }
        }).TrimStart('\uFEFF');
        try
        {
            if (IsTooDeep(text))
            {
                return null;
            }

            using var reader = XmlReader.Create(new StringReader(text), Settings);
            return XElement.Load(reader);
        }
        catch (XmlException)
        {
            return null;
        }
    }

    /// <summary>An element as JSON: its children by name, several of one name as a list, attributes with an @, and a text where it has neither.</summary>
    public static JsonElement ToJson(XElement element) => JsonSerializer.SerializeToElement(Node(element) as JsonObject ?? new JsonObject { ["#text"] = Line(element.Value) });

    /// <summary>A text as an XPath literal: one that has both kinds of quotes is put together from parts.</summary>
    public static string Literal(string text) =>
        !text.Contains('\'', StringComparison.Ordinal) ? $"'{text}'"
        : !text.Contains('"', StringComparison.Ordinal) ? $"\"{text}\""
        : $"concat('{string.Join("', \"'\", '", text.Split('\''))}')";

    /// <summary>Whether every text in a value can stand in XML.</summary>
    public static bool CanBeWritten(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.String => json.GetString()!.All(c => XmlConvert.IsXmlChar(c) || char.IsSurrogate(c)),
        JsonValueKind.Object => json.EnumerateObject().All(member => CanBeWritten(member.Value)),
        JsonValueKind.Array => json.EnumerateArray().All(CanBeWritten),
        _ => true,
    };

    /// <summary>One element as text.</summary>
    public static string Write(XElement element) => element.ToString(SaveOptions.DisableFormatting);

    /// <summary>The text of what a path finds first, in one line; null when it finds nothing or nothing but blanks.</summary>
    public static string? Text(XElement? element, string path, int max = 1000) =>
        element?.XPathSelectElement(path) is { } found && Line(found.Value, max) is { Length: > 0 } text ? text : null;

    public static string Line(string text, int max = LooseJson.MaxText) => LooseJson.Line(text, max);

    private static bool IsTooDeep(string text)
    {
        using var reader = XmlReader.Create(new StringReader(text), Settings);
        while (reader.Read())
        {
            if (reader.Depth > MaxDepth)
            {
                return true;
            }
        }

        return false;
    }

    private static JsonNode? Node(XElement element)
    {
        if (!element.HasElements && !element.HasAttributes)
        {
            return JsonValue.Create(Line(element.Value));
        }

        var node = new JsonObject();
        foreach (var attribute in element.Attributes())
        {
            node["@" + attribute.Name.LocalName] = Line(attribute.Value);
        }

        if (!element.HasElements)
        {
            node["#text"] = Line(element.Value);
        }

        foreach (var same in element.Elements().GroupBy(child => child.Name.LocalName, StringComparer.Ordinal))
        {
            var children = same.Select(Node).ToArray();
            node[same.Key] = children.Length == 1 ? children[0] : new JsonArray(children);
        }

        return node;
    }
}
