using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Holdfast.Modules.Playbooks.Definitions.Values;
using Holdfast.Modules.Playbooks.Definitions.Yaml;

namespace Holdfast.Modules.Playbooks.Definitions.Shapes;

/// <summary>
/// What a part of a definition looks like. The parser checks by it and the published JSON schema is written from it, so that they cannot disagree.
/// </summary>
/// <param name="Says">What it is for, in a sentence.</param>
internal abstract record Shape(string Says)
{
    /// <summary>Adds what is wrong with a node.</summary>
    public abstract void Check(YamlNode node, Mistakes mistakes);

    /// <summary>The same as JSON schema; objects stand among the definitions, by their names.</summary>
    public abstract JsonObject Schema(JsonObject definitions);

    protected static void Expected(YamlNode node, string what, Mistakes mistakes) =>
        mistakes.Add(node.At, "playbook.bad_value", $"Here stands {node.Kind}; expected is {what}.");
}

/// <summary>A text; numbers and flags are texts too where one is expected.</summary>
internal sealed record TextShape(string Says, int Most, Regex? Pattern = null) : Shape(Says)
{
    public override void Check(YamlNode node, Mistakes mistakes)
    {
        if (node is not YamlScalar { IsNull: false } scalar || string.IsNullOrWhiteSpace(scalar.Text) || scalar.Text.Length > Most || (Pattern is not null && !Pattern.IsMatch(scalar.Text)))
        {
            Expected(node, $"a text of 1 to {Most} characters{(Pattern is null ? "" : $" that matches {Pattern}")}", mistakes);
        }
    }

    public override JsonObject Schema(JsonObject definitions)
    {
        var schema = new JsonObject { ["description"] = Says, ["type"] = "string", ["minLength"] = 1, ["maxLength"] = Most };
        if (Pattern is not null)
        {
            schema["pattern"] = Pattern.ToString();
        }

        return schema;
    }
}

/// <summary>A whole number.</summary>
internal sealed record NumberShape(string Says, int Least, int Most) : Shape(Says)
{
    public override void Check(YamlNode node, Mistakes mistakes)
    {
        if (node is not YamlScalar { Number: { } number } || number != decimal.Truncate(number) || number < Least || number > Most)
        {
            Expected(node, $"a whole number from {Least} to {Most}", mistakes);
        }
    }

    public override JsonObject Schema(JsonObject definitions) => new() { ["description"] = Says, ["type"] = "integer", ["minimum"] = Least, ["maximum"] = Most };
}

/// <summary>True or false.</summary>
internal sealed record FlagShape(string Says) : Shape(Says)
{
    public override void Check(YamlNode node, Mistakes mistakes)
    {
        if (node is not YamlScalar { Flag: not null })
        {
            Expected(node, "true or false", mistakes);
        }
    }

    public override JsonObject Schema(JsonObject definitions) => new() { ["description"] = Says, ["type"] = "boolean" };
}

/// <summary>One of some words.</summary>
internal sealed record WordShape(string Says, IReadOnlyList<string> Words) : Shape(Says)
{
    public override void Check(YamlNode node, Mistakes mistakes)
    {
        if (node is not YamlScalar scalar || !Words.Contains(scalar.Text))
        {
            Expected(node, $"one of {string.Join(", ", Words)}", mistakes);
        }
    }

    public override JsonObject Schema(JsonObject definitions) => new() { ["description"] = Says, ["enum"] = new JsonArray([.. Words.Select(w => (JsonNode)w)]) };
}

/// <summary>A length of time: <c>30s</c>, <c>5m</c>, <c>4h</c>, <c>2d</c>.</summary>
internal sealed record DurationShape(string Says, TimeSpan Most, TimeSpan Least = default) : Shape(Says)
{
    public override void Check(YamlNode node, Mistakes mistakes)
    {
        if (node is not YamlScalar scalar || Duration.Parse(scalar.Text) is not { } length || length > Most || length < Least)
        {
            Expected(node, $"a length of time such as 30s, 5m, 4h or 2d, {(Least > TimeSpan.Zero ? $"at least {Duration.Write(Least)} and " : "")}at most {Duration.Write(Most)}", mistakes);
        }
    }

    public override JsonObject Schema(JsonObject definitions) => new() { ["description"] = $"{Says} At most {Duration.Write(Most)}.", ["type"] = "string", ["pattern"] = Duration.Pattern };
}

/// <summary>Any value: a literal, <c>{ from: path }</c>, a text with <c>{{ path }}</c>, and objects and lists of them.</summary>
internal sealed record ValueShape(string Says) : Shape(Says)
{
    public override void Check(YamlNode node, Mistakes mistakes)
    {
        // What it refers to is judged where it is read.
    }

    public override JsonObject Schema(JsonObject definitions) => new() { ["description"] = $"{Says} A value: a literal, {{ from: path }}, or a text with {{{{ path }}}}." };
}

/// <summary>A list.</summary>
internal sealed record ListShape(string Says, Func<Shape> Of, int Least, int Most) : Shape(Says)
{
    public override void Check(YamlNode node, Mistakes mistakes)
    {
        if (node is not YamlList list || list.Items.Count < Least || list.Items.Count > Most)
        {
            Expected(node, $"a list of {Least} to {Most}", mistakes);
            return;
        }

        foreach (var item in list.Items)
        {
            Of().Check(item, mistakes);
        }
    }

    public override JsonObject Schema(JsonObject definitions) =>
        new() { ["description"] = Says, ["type"] = "array", ["minItems"] = Least, ["maxItems"] = Most, ["items"] = Of().Schema(definitions) };
}

/// <summary>An object whose names are chosen by who writes it.</summary>
internal sealed record NamesShape(string Says, Func<Shape> Of, Regex Names, int Most) : Shape(Says)
{
    public override void Check(YamlNode node, Mistakes mistakes)
    {
        if (node is not YamlMap map || map.Members.Count > Most)
        {
            Expected(node, $"an object with at most {Most} members", mistakes);
            return;
        }

        foreach (var member in map.Members)
        {
            if (!Names.IsMatch(member.Name))
            {
                mistakes.Add(member.At, "playbook.bad_name", $"A name here matches {Names}.");
            }

            Of().Check(member.Value, mistakes);
        }
    }

    public override JsonObject Schema(JsonObject definitions) => new()
    {
        ["description"] = Says,
        ["type"] = "object",
        ["maxProperties"] = Most,
        ["propertyNames"] = new JsonObject { ["pattern"] = Names.ToString() },
        ["additionalProperties"] = Of().Schema(definitions),
    };
}

/// <summary>A member of an object.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Of">What it looks like.</param>
/// <param name="Needed">Whether it has to be there.</param>
/// <param name="OneOf">Whether it is one of those of which exactly one is there.</param>
internal sealed record Member(string Name, Func<Shape> Of, bool Needed = false, bool OneOf = false);

/// <summary>An object with members of its own, and no others.</summary>
/// <param name="Name">Its name among the schema's definitions.</param>
/// <param name="Says">What it is for.</param>
/// <param name="Members">What it has.</param>
internal sealed record ObjectShape(string Name, string Says, IReadOnlyList<Member> Members) : Shape(Says)
{
    private readonly string[] choice = [.. Members.Where(m => m.OneOf).Select(m => m.Name)];

    public override void Check(YamlNode node, Mistakes mistakes)
    {
        if (node is not YamlMap map)
        {
            Expected(node, "an object", mistakes);
            return;
        }

        foreach (var member in map.Members)
        {
            if (Members.FirstOrDefault(m => m.Name == member.Name) is not { } known)
            {
                mistakes.Add(member.At, "playbook.unknown_member", $"There is no '{YamlReader.Short(member.Name)}' here; there is {string.Join(", ", Members.Select(m => m.Name))}.");
            }
            else
            {
                known.Of().Check(member.Value, mistakes);
            }
        }

        foreach (var missing in Members.Where(m => m.Needed && map.Find(m.Name) is null))
        {
            mistakes.Add(map.At, "playbook.missing", $"'{missing.Name}' is needed here.");
        }

        var chosen = map.Members.Where(m => choice.Contains(m.Name)).ToList();
        if (choice.Length > 0 && chosen.Count != 1)
        {
            mistakes.Add(chosen.Count == 0 ? map.At : chosen[1].At, "playbook.one_of", $"Exactly one of {string.Join(", ", choice)} is needed here.");
        }
    }

    public override JsonObject Schema(JsonObject definitions)
    {
        if (!definitions.ContainsKey(Name))
        {
            // Reserved first: an object may hold itself.
            definitions[Name] = null;
            var properties = new JsonObject();
            foreach (var member in Members)
            {
                properties[member.Name] = member.Of().Schema(definitions);
            }

            var schema = new JsonObject { ["description"] = Says, ["type"] = "object", ["additionalProperties"] = false, ["properties"] = properties };
            if (Members.Where(m => m.Needed).Select(m => (JsonNode)m.Name).ToArray() is { Length: > 0 } needed)
            {
                schema["required"] = new JsonArray(needed);
            }

            if (choice.Length > 0)
            {
                schema["oneOf"] = new JsonArray([.. choice.Select(c => (JsonNode)new JsonObject { ["required"] = new JsonArray(c) })]);
            }

            definitions[Name] = schema;
        }

        return new() { ["$ref"] = $"#/$defs/{Name}" };
    }
}
