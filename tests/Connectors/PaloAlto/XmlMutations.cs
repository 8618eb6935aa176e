using System.Text.Json;
using System.Text.Json.Nodes;
using System.Xml.Linq;

namespace Holdfast.Tests.Connectors.PaloAlto;

/// <summary>What an XML document becomes when something goes wrong with it, and what it is as JSON.</summary>
public static class XmlMutations
{
    private static readonly Func<XElement, object?>[] Instead =
    [
        e => new XElement(e.Name),
        e => new XElement(e.Name, "\u202E \uFFFD"),
        e => new XElement(e.Name, new string('x', 5000)),
        e => new XElement(e.Name, "-1"),
        e => new XElement(e.Name, "1e300"),
        e => new XElement(e.Name, "99999999999999999999999999"),
        e => new XElement(e.Name, "9999/12/31 23:59:59"),
        e => new XElement(e.Name, new XCData("'; drop table alert; -- <script>alert(1)</script>")),
        e => new XElement(e.Name, new XElement("unexpected", new XElement("deep", 1))),
        e => new object[] { new XElement(e), new XElement(e) },
        e => new XElement(e.Name, new XAttribute("odd", "&<>\"'"), e.Value),
        e => new object[] { new XText("between"), new XComment("a comment"), new XElement(e) },
    ];

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> Of(string sample)
    {
        var mutations = new List<string> { "<entry/>", "<null/>", "<entry>text</entry>", "<entry logid=\"1\"/>", "<other><entry/></other>" };
        foreach (var index in Enumerable.Range(0, XElement.Parse(sample).Elements().Count()))
        {
            mutations.Add(Changed(sample, index, e => null));
            mutations.AddRange(Instead.Select(change => Changed(sample, index, change)));
        }

        return mutations;
    }

    /// <summary>A document as its connector keeps it.</summary>
    public static JsonElement Json(string xml) => JsonSerializer.SerializeToElement(Node(XElement.Parse(xml)));

    private static string Changed(string sample, int index, Func<XElement, object?> change)
    {
        var root = XElement.Parse(sample);
        var element = root.Elements().ElementAt(index);
        element.ReplaceWith(change(element));
        return root.ToString(SaveOptions.DisableFormatting);
    }

    private static JsonNode Node(XElement element)
    {
        if (!element.HasElements && !element.HasAttributes)
        {
            return JsonValue.Create(element.Value.Trim())!;
        }

        var node = new JsonObject();
        foreach (var attribute in element.Attributes())
        {
            node["@" + attribute.Name] = attribute.Value;
        }

        foreach (var child in element.Elements())
        {
            node[child.Name.LocalName] = Node(child);
        }

        return node;
    }
}
