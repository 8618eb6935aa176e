using System.Collections.Concurrent;
using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Holdfast.Tests.System.Surfaces;

/// <summary>What the sources say of types and members, from the documentation files beside the assemblies, as Markdown in one line.</summary>
internal static partial class XmlDocs
{
    private static readonly ConcurrentDictionary<Assembly, Dictionary<string, XElement>> Files = new();

    public static string Of(Type type) => Text(type.Assembly, $"T:{type.FullName!.Replace('+', '.')}", "summary");

    public static string Of(FieldInfo field) => Text(field.DeclaringType!.Assembly, $"F:{field.DeclaringType.FullName}.{field.Name}", "summary");

    public static string Of(PropertyInfo property)
    {
        var type = property.DeclaringType!;
        var own = Text(type.Assembly, $"P:{type.FullName!.Replace('+', '.')}.{property.Name}", "summary");
        return own.Length > 0 ? own : Parameter(type, property.Name);
    }

    // Records are documented by their parameters.
    private static string Parameter(Type type, string name) => Member(type.Assembly, $"T:{type.FullName!.Replace('+', '.')}")
        ?.Elements("param").FirstOrDefault(p => (string?)p.Attribute("name") == name) is { } found ? Flat(found) : "";

    private static string Text(Assembly assembly, string member, string element) => Member(assembly, member)?.Element(element) is { } found ? Flat(found) : "";

    private static XElement? Member(Assembly assembly, string name) => Files.GetOrAdd(assembly, static a =>
        XDocument.Load(Path.ChangeExtension(a.Location, ".xml")).Descendants("member").ToDictionary(m => (string)m.Attribute("name")!, StringComparer.Ordinal)).GetValueOrDefault(name);

    private static string Flat(XElement element) => Space().Replace(string.Concat(element.Nodes().Select(node => node switch
    {
        XText text => text.Value,
        XElement { Name.LocalName: "c" } code => $"`{code.Value}`",
        XElement { Name.LocalName: "see" or "paramref" or "seealso" } see => $"`{(((string?)see.Attribute("cref") ?? (string?)see.Attribute("name") ?? (string?)see.Attribute("langword"))!).Split('(')[0].Split('.', ':')[^1]}`",
        XElement other => Flat(other),
        _ => "",
    })), " ").Trim().Replace("|", "\\|", StringComparison.Ordinal);

    [GeneratedRegex("\\s+")]
    private static partial Regex Space();
}
