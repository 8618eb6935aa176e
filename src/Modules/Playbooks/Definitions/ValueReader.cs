using System.Text.Json.Nodes;
using Holdfast.Modules.Playbooks.Definitions.Shapes;
using Holdfast.Modules.Playbooks.Definitions.Values;
using Holdfast.Modules.Playbooks.Definitions.Yaml;

namespace Holdfast.Modules.Playbooks.Definitions;

/// <summary>Reads values, templates, paths and conditions, and judges what they refer to.</summary>
internal sealed class ValueReader(Mistakes mistakes)
{
    /// <summary>Anything; null in the text is null.</summary>
    public DataValue Value(YamlNode? node, Sight sight) => node switch
    {
        null => new Literal(null),
        YamlMap { Members: [{ Name: "from" } from] } => from.Value is YamlScalar text && Path(text.At, text.Text, sight) is { } path ? new Reference(path) : Wrong(from.Value),
        YamlMap map => new ObjectValue([.. map.Members.Select(m => (m.Name, Value(m.Value, sight)))]),
        YamlList list => new ListValue([.. list.Items.Select(i => Value(i, sight))]),
        YamlScalar scalar when scalar.Text.Contains("{{", StringComparison.Ordinal) => Template(scalar, sight),
        YamlScalar scalar => new Literal(scalar.ToJson()),
        _ => new Literal(null),
    };

    /// <summary>A text; a number is a text too.</summary>
    public DataValue Text(YamlNode? node, Sight sight) =>
        node is YamlScalar scalar ? scalar.Text.Contains("{{", StringComparison.Ordinal) ? Template(scalar, sight) : new Literal(JsonValue.Create(scalar.Text)) : new Literal(null);

    public DataPath? Path(YamlNode? node, Sight sight) => node is YamlScalar scalar ? Path(scalar.At, scalar.Text, sight) : null;

    public Condition? Condition(YamlNode? node, Sight sight)
    {
        if (node is not YamlMap map)
        {
            return null;
        }

        if (map.Find("all") is { Value: YamlList all })
        {
            return new AllOf([.. all.Items.Select(i => Condition(i, sight)).OfType<Condition>()]);
        }

        if (map.Find("any") is { Value: YamlList any })
        {
            return new AnyOf([.. any.Items.Select(i => Condition(i, sight)).OfType<Condition>()]);
        }

        if (map.Find("not") is { } not)
        {
            return Condition(not.Value, sight) is { } part ? new NotSo(part) : null;
        }

        var op = map.Find("op") is { Value: YamlScalar word } ? word.Text : "equals";
        var value = map.Find("value");
        if (map.Find("path") is not null && value is null && op != "exists")
        {
            mistakes.Add(map.At, "playbook.missing", $"'value' is needed with {YamlReader.Short(op)}.");
        }

        if (value is not null)
        {
            Judge(op, value.Value);
        }

        return Path(map.Find("path")?.Value, sight) is { } path ? new Comparison(path, op, Value(value?.Value, sight)) : null;
    }

    private void Judge(string op, YamlNode value)
    {
        if (op == "older_than" && value is YamlScalar age && !age.Text.Contains("{{", StringComparison.Ordinal) && Duration.Parse(age.Text) is null)
        {
            mistakes.Add(value.At, "playbook.bad_value", "Here stands a length of time such as 4h.");
        }

        foreach (var network in op != "matches_network" ? [] : value is YamlList list ? list.Items : [value])
        {
            if (network is YamlScalar text && !text.Text.Contains("{{", StringComparison.Ordinal) && !System.Net.IPNetwork.TryParse(text.Text, out _))
            {
                mistakes.Add(network.At, "playbook.bad_network", "Here stands a network such as 10.0.0.0/8.");
            }
        }
    }

    private Template Template(YamlScalar scalar, Sight sight)
    {
        var parts = new List<(string, DataPath?)>();
        var text = scalar.Text;
        for (var at = 0; at < text.Length;)
        {
            var open = text.IndexOf("{{", at, StringComparison.Ordinal);
            if (open < 0)
            {
                parts.Add((text[at..], null));
                break;
            }

            parts.Add((text[at..open], null));
            var close = text.IndexOf("}}", open, StringComparison.Ordinal);
            if (close < 0)
            {
                mistakes.Add(scalar.At, "playbook.bad_text", "A '{{' has no '}}'.");
                break;
            }

            if (Path(scalar.At, text[(open + 2)..close].Trim(), sight) is { } path)
            {
                parts.Add(("", path));
            }

            at = close + 2;
        }

        return new Template(parts);
    }

    private DataPath? Path(Mark at, string text, Sight sight)
    {
        if (text.Length > 200 || !PlaybookShapes.PathForm().IsMatch(text))
        {
            mistakes.Add(at, "playbook.bad_path", $"'{YamlReader.Short(text)}' is no path: names and numbers with dots between them, and no logic.");
            return null;
        }

        var path = new DataPath(text);
        if (sight.Refuses(path) is { } why)
        {
            mistakes.Add(at, "playbook.unknown_reference", why);
            return null;
        }

        return path;
    }

    private Literal Wrong(YamlNode node)
    {
        if (node is not YamlScalar)
        {
            mistakes.Add(node.At, "playbook.bad_path", "After 'from' stands a path.");
        }

        return new Literal(null);
    }
}
