using System.Text.Json.Nodes;
using static Holdfast.Tests.System.Counterparts.Cedar.ConditionGenerator;

namespace Holdfast.Tests.System.Counterparts.Cedar;

/// <summary>Policies by id, templates, links of them, entities and requests, in the forms that both sides read.</summary>
internal sealed record Scenario(Dictionary<string, string> Policies, Dictionary<string, string> Templates, List<TemplateLink> Links, JsonArray Entities, List<JsonObject> Requests);

internal sealed record TemplateLink(string Template, string Id, JsonObject? Principal, JsonObject? Resource);

/// <summary>Random scenarios.</summary>
internal sealed class ScenarioGenerator(Random random)
{
    private const long MostInJavaScript = (1L << 53) - 1;

    private readonly ConditionGenerator conditions = new(random);

    public Scenario Next(int requests)
    {
        var policies = Enumerable.Range(0, random.Next(1, 6)).ToDictionary(at => $"p{at}", _ => Policy(Scope("principal"), Scope("resource")));
        var (templates, links) = (new Dictionary<string, string>(), new List<TemplateLink>());
        if (Odds(30))
        {
            var (principal, resource) = random.Next(3) switch { 0 => (true, false), 1 => (false, true), _ => (true, true) };
            templates["t"] = Policy(principal ? Slot("principal") : Scope("principal"), resource ? Slot("resource") : Scope("resource"));
            links.Add(new("t", "l0", principal ? Uid() : null, resource ? Uid() : null));
            links.Add(new("t", "l1", principal ? Uid() : null, resource ? Uid() : null));
        }

        var entities = Entities();
        return new(policies, templates, links, entities, [.. Enumerable.Range(0, requests).Select(_ => Request(entities))]);
    }

    /// <summary>One policy's text; deeper ones are larger.</summary>
    public string Policy(int depth = 4) => Policy(Odds(8) ? Slot("principal") : Scope("principal"), Odds(8) ? Slot("resource") : Scope("resource"), depth);

    private string Policy(string principal, string resource, int depth = 4)
    {
        var action = random.Next(4) switch { 0 => "action == Action::\"read\"", 1 => "action in [Action::\"read\", Action::\"all\"]", 2 => "action in Action::\"all\"", _ => "action" };
        var clauses = string.Concat(Enumerable.Range(0, random.Next(3)).Select(_ => $"\n{(Odds(70) ? "when" : "unless")} {{ {conditions.Bool(random.Next(1, depth + 1))} }}"));
        return $"{(Odds(5) ? "@id(\"x\") @note " : "")}{(Odds(65) ? "permit" : "forbid")}({principal}, {action}, {resource}){clauses};";
    }

    private string Slot(string variable) => random.Next(3) switch { 0 => $"{variable} == ?{variable}", 1 => $"{variable} in ?{variable}", _ => $"{variable} is {Pick(Types)} in ?{variable}" };

    private string Scope(string variable) => random.Next(10) switch
    {
        0 => $"{variable} == {Pick(Types)}::\"{Pick(Ids)}\"",
        1 or 2 => $"{variable} in {Pick(Types)}::\"{Pick(Ids)}\"",
        3 => $"{variable} is {Pick(Types)}",
        4 => $"{variable} is {Pick(Types)} in {Pick(Types)}::\"{Pick(Ids)}\"",
        _ => variable,
    };

    private JsonArray Entities()
    {
        var all = Types.SelectMany(type => Ids.Select(id => (type, id))).Where(_ => Odds(35)).ToArray();
        random.Shuffle(all);
        var entities = new JsonArray();
        for (var at = 0; at < all.Length; at++)
        {
            // Parents come later in the order, or are not there: no circles.
            var parents = all.Skip(at + 1).Where(_ => Odds(25)).Take(3).Select(parent => (JsonNode)Uid(parent.type, parent.id)).ToList();
            if (Odds(5))
            {
                parents.Add(Uid("Group", "elsewhere"));
            }

            var entity = new JsonObject { ["uid"] = Uid(all[at].type, all[at].id), ["attrs"] = Attributes(1, 55), ["parents"] = new JsonArray([.. parents]) };
            if (Odds(50))
            {
                entity["tags"] = new JsonObject { ["env"] = "prod", ["tag"] = Odds(80) ? "alice" : 5 };
            }

            entities.Add(entity);
        }

        entities.Add(new JsonObject { ["uid"] = Uid("Action", "read"), ["attrs"] = new JsonObject(), ["parents"] = new JsonArray(Uid("Action", "all")) });
        return entities;
    }

    // Mostly about entities that are there. Cedar reads the entities anew for every request: they are few and small, for the time's sake.
    private JsonObject Request(JsonArray entities) => new()
    {
        ["principal"] = Known(entities),
        ["action"] = Uid("Action", Pick("read", "read", "write", "all")),
        ["resource"] = Known(entities),
        ["context"] = Attributes(1, 75),
    };

    private JsonObject Known(JsonArray entities) => Odds(10) ? Uid() : (JsonObject)entities[random.Next(entities.Count)]!["uid"]!.DeepClone();

    private JsonObject Attributes(int depth, int density)
    {
        var attributes = new JsonObject();
        foreach (var (name, value) in Values(depth))
        {
            if (Odds(density))
            {
                attributes[name] = Odds(96) ? value() : "other";
            }
        }

        return attributes;
    }

    private IEnumerable<(string, Func<JsonNode>)> Values(int depth)
    {
        yield return ("flag", () => Odds(60));
        yield return ("name", () => Pick("alice", "a", "Zürich", "aXbXc", "\ud83d\ude00x", ""));
        yield return ("level", () => random.Next(4) == 0 ? MostInJavaScript - random.Next(3) : random.Next(-3, 12));
        yield return ("owner", () => new JsonObject { ["__entity"] = Uid() });
        yield return ("tags", () => new JsonArray([.. Enumerable.Range(0, random.Next(4)).Select(_ => (JsonNode)Pick("a", "alice", "tag", "env"))]));
        yield return ("members", () => new JsonArray([.. Enumerable.Range(0, random.Next(Odds(10) ? 12 : 3)).Select(_ => new JsonObject { ["__entity"] = Uid() })]));
        yield return ("address", () => Call("ip", Pick("10.0.0.1", "10.1.0.0/16", "::1", "127.0.0.1")));
        yield return ("score", () => Call("decimal", Pick("1.0", "12.34", "-1.5")));
        yield return ("since", () => Call("datetime", Pick("2024-02-29T12:30:45.123Z", "1970-01-01", "1969-12-31T23:59:59.999Z")));
        yield return ("span", () => Call("duration", Pick("1h", "-5s", "0ms")));
        yield return ("odd name", () => random.Next(3));
        if (depth > 0)
        {
            yield return ("nested", () => Attributes(depth - 1, 60));
        }
    }

    private static JsonObject Call(string function, string argument) => new() { ["__extn"] = new JsonObject { ["fn"] = function, ["arg"] = argument } };

    private JsonObject Uid() => Uid(Pick(Types), Pick(Ids));

    private static JsonObject Uid(string type, string id) => new() { ["type"] = type, ["id"] = id };

    private bool Odds(int percent) => random.Next(100) < percent;

    private string Pick(params string[] of) => of[random.Next(of.Length)];
}
