using System.Collections.Concurrent;
using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Holdfast.Platform.Http;

/// <summary>
/// What the sources say of types and members, as Markdown in one line: from the documentation files that the compiler writes beside the assemblies.
/// Empty where they say nothing, and where the files were left out of an installation.
/// </summary>
public static partial class SourceComments
{
    private static readonly ConcurrentDictionary<Assembly, Dictionary<string, XElement>> Files = new();

    /// <summary>A type's summary.</summary>
    public static string Of(Type type) => Text(type, $"T:{NameOf(type)}");

    /// <summary>The summary of a field, such as an enum's member.</summary>
    public static string Of(FieldInfo field)
    {
        ArgumentNullException.ThrowIfNull(field);
        return Text(field.DeclaringType!, $"F:{NameOf(field.DeclaringType!)}.{field.Name}");
    }

    /// <summary>A property's summary; for a record's, what the record says of its parameter.</summary>
    public static string Of(PropertyInfo property)
    {
        ArgumentNullException.ThrowIfNull(property);
        var type = property.DeclaringType!;
        var own = Text(type, $"P:{NameOf(type)}.{property.Name}");
        return own.Length > 0 ? own : Parameter(type, property.Name);
    }

    private static string Parameter(Type type, string name) =>
        Member(type, $"T:{NameOf(type)}")?.Elements("param").FirstOrDefault(p => (string?)p.Attribute("name") == name) is { } found ? Flat(found) : "";

    private static string Text(Type type, string member) => Member(type, member)?.Element("summary") is { } found ? Flat(found) : "";

    private static string NameOf(Type type) => (type.IsGenericType ? type.GetGenericTypeDefinition() : type).FullName!.Replace('+', '.');

    private static XElement? Member(Type type, string name) => Files.GetOrAdd(type.Assembly, Read).GetValueOrDefault(name);

    private static Dictionary<string, XElement> Read(Assembly assembly) =>
        assembly.Location is { Length: > 0 } location && Path.ChangeExtension(location, ".xml") is var file && File.Exists(file)
            ? XDocument.Load(file).Descendants("member").ToDictionary(m => (string)m.Attribute("name")!, StringComparer.Ordinal)
            : [];

    private static string Flat(XElement element) => Space().Replace(string.Concat(element.Nodes().Select(node => node switch
    {
        XText text => text.Value,
        XElement { Name.LocalName: "c" } code => $"`{code.Value}`",
        XElement { Name.LocalName: "see" or "paramref" or "seealso" } see => $"`{(((string?)see.Attribute("cref") ?? (string?)see.Attribute("name") ?? (string?)see.Attribute("langword"))!).Split('(')[0].Split('.', ':')[^1]}`",
        XElement other => Flat(other),
        _ => "",
    })), " ").Trim();

    [GeneratedRegex("\\s+")]
    private static partial Regex Space();
}
