using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Holdfast.Tests.Harness;
using Holdfast.Tests.Harness.Endpoints;
using YamlDotNet.Serialization;

namespace Holdfast.Tests.System.Surfaces;

/// <summary>The API's description: kept in the repository, where the console's types come from, and good enough to make a client from.</summary>
public sealed partial class OpenApiTests(EndpointServer server)
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = global::System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    [Fact]
    public async Task The_description_in_the_repository_is_the_servers_own()
    {
        var document = await Document();
        await Snapshot.Matches("openapi/openapi.json", document.ToJsonString(Indented));
        await Snapshot.Matches("openapi/openapi.yaml", new SerializerBuilder().WithQuotingNecessaryStrings().WithIndentedSequences().Build().Serialize(Plain(document)!));
    }

    [Fact]
    public async Task Every_endpoint_of_the_api_is_described()
    {
        var described = Operations(await Document()).Select(o => $"{o.Method.ToUpperInvariant()} {o.Path}").Order(StringComparer.Ordinal);
        var mapped = (await server.Endpoints()).Where(e => e.Operation is not null).Select(e => $"{e.Method} {Constraint().Replace(e.Route, "}")}").Order(StringComparer.Ordinal);
        described.ShouldBe(mapped);
    }

    [Fact]
    public async Task Every_operation_has_a_name_of_its_own_a_tag_and_the_shape_of_its_problems()
    {
        var document = await Document();
        var operations = Operations(document).ToList();
        operations.Select(o => (string)o.Node["operationId"]!).ShouldBeUnique();
        var tags = document["tags"]!.AsArray().Select(t => (string)t!["name"]!).ToHashSet();
        foreach (var (path, method, node) in operations)
        {
            var where = $"{method} {path}";
            ((string)node["operationId"]!).ShouldMatch("^[a-z]+\\.[a-z_]+$", where);
            node["tags"]!.AsArray().Count.ShouldBe(1, where);
            tags.ShouldContain((string)node["tags"]![0]!, where);
            var (form, schema) = IsScim(path) ? ("application/scim+json", "ErrorResource") : ("application/problem+json", "Problem");
            ((string?)node["responses"]!["default"]!["content"]![form]!["schema"]!["$ref"]).ShouldBe($"#/components/schemas/{schema}", where);
            // A second one is of what is still owed: 202 beside 200.
            var good = node["responses"]!.AsObject().Select(r => r.Key).Where(status => status.StartsWith('2')).ToList();
            (good.Count == 1 || good is ["200", "202"]).ShouldBeTrue($"{where}: {string.Join(", ", good)}");
            ((string?)node["description"]).ShouldNotBeNull(where).ShouldContain("Requires: ", Case.Sensitive, where);
            (node["security"] is not null).ShouldBe(!((string)node["description"]!).Contains("(anonymous)", StringComparison.Ordinal), where);
        }
    }

    [Fact]
    public async Task Every_id_in_an_address_is_a_uuid()
    {
        foreach (var (path, method, node) in Operations(await Document()))
        {
            foreach (var name in Placeholder().Matches(path).Select(m => m.Groups[1].Value))
            {
                var parameter = node["parameters"]!.AsArray().Single(p => (string)p!["in"]! == "path" && (string)p["name"]! == name)!;
                ((bool?)parameter["required"]).ShouldBe(true);
                if (name.EndsWith("id", StringComparison.OrdinalIgnoreCase))
                {
                    ((string?)parameter["schema"]!["format"]).ShouldBe("uuid", $"{method} {path}");
                }
            }
        }
    }

    [Fact]
    public async Task Every_request_refuses_members_that_it_does_not_have()
    {
        var document = await Document();
        var open = Operations(document).Where(o => !IsScim(o.Path))
            .Select(o => (string?)o.Node["requestBody"]?["content"]?["application/json"]?["schema"]?["$ref"])
            .OfType<string>()
            .SelectMany(reference => Reachable(document, reference))
            .Distinct()
            .Where(name => Schema(document, name)["properties"] is not null && (bool?)Schema(document, name)["additionalProperties"] != false);
        open.ShouldBeEmpty();
    }

    [Fact]
    public async Task Every_enumeration_is_upper_snake()
    {
        foreach (var (name, schema) in (await Document())["components"]!["schemas"]!.AsObject())
        {
            foreach (var value in schema!["enum"]?.AsArray() ?? [])
            {
                UpperSnake().IsMatch(value.ShouldNotBeNull($"{name}: the type says that it may be null, the values do not").GetValue<string>()).ShouldBeTrue($"{name}: {value}");
            }
        }
    }

    [Fact]
    public async Task An_answer_has_all_its_members_and_a_client_may_count_on_it()
    {
        var document = await Document();
        var answers = Operations(document).Where(o => !IsScim(o.Path))
            .SelectMany(o => o.Node["responses"]!.AsObject().Where(r => r.Key != "default"))
            .SelectMany(r => Reference().Matches(r.Value!.ToJsonString()).Select(m => m.Groups[1].Value))
            .Distinct().SelectMany(name => Reachable(document, name)).Distinct().ToList();
        answers.ShouldContain("CreatedWebhookView");
        var missing = answers.SelectMany(name => (Schema(document, name)["properties"]?.AsObject() ?? [])
            .Where(p => Schema(document, name)["required"]?.AsArray().Any(r => (string)r! == p.Key) is not true)
            .Select(p => $"{name}.{p.Key}"));
        missing.ShouldBeEmpty();
    }

    [Fact]
    public async Task Everything_says_what_it_is()
    {
        var document = await Document();
        var silent = new List<string>();
        foreach (var (path, method, node) in Operations(document))
        {
            silent.AddRange(Silent(node, "summary", $"{method} {path}"));
            silent.AddRange((node["parameters"]?.AsArray() ?? []).SelectMany(p => Silent(p!, "description", $"{method} {path}, parameter {(string)p!["name"]!}")));
        }

        foreach (var (name, schema) in document["components"]!["schemas"]!.AsObject())
        {
            // What a request is for, its operation says.
            silent.AddRange(name.EndsWith("Request", StringComparison.Ordinal) ? [] : Silent(schema!, "description", name));
            silent.AddRange((schema!["properties"]?.AsObject() ?? []).SelectMany(p => Silent(p.Value!, "description", $"{name}.{p.Key}")));
        }

        silent.ShouldBeEmpty();
    }

    [Fact]
    public async Task Every_reference_leads_somewhere()
    {
        var document = await Document();
        foreach (var name in Reference().Matches(document.ToJsonString()).Select(m => m.Groups[1].Value).Distinct())
        {
            document["components"]!["schemas"]![name].ShouldNotBeNull(name);
        }
    }

    // RFC 7644 has its own ways: its errors, unknown members that are passed over, members that are left out where there is nothing.
    private static bool IsScim(string path) => path.StartsWith("/scim/v2/", StringComparison.Ordinal);

    private static IEnumerable<string> Silent(JsonNode node, string member, string where) => string.IsNullOrWhiteSpace((string?)node[member]) ? [where] : [];

    private async Task<JsonNode> Document() => (await (await server.Server.Anonymous()).Get("/openapi/v1.json")).Expect(200).Json;

    private static IEnumerable<(string Path, string Method, JsonNode Node)> Operations(JsonNode document) =>
        document["paths"]!.AsObject().SelectMany(path => path.Value!.AsObject().Select(operation => (path.Key, operation.Key, operation.Value!)));

    private static JsonNode Schema(JsonNode document, string name) => document["components"]!["schemas"]![name]!;

    private static HashSet<string> Reachable(JsonNode document, string reference)
    {
        var found = new HashSet<string>(StringComparer.Ordinal);
        var open = new Stack<string>([reference.Split('/')[^1]]);
        while (open.TryPop(out var name))
        {
            if (found.Add(name))
            {
                foreach (var inner in Reference().Matches(Schema(document, name).ToJsonString()).Select(m => m.Groups[1].Value))
                {
                    open.Push(inner);
                }
            }
        }

        return found;
    }

    private static object? Plain(JsonNode? node) => node switch
    {
        JsonObject o => o.ToDictionary(m => m.Key, m => Plain(m.Value)),
        JsonArray a => a.Select(Plain).ToList(),
        JsonValue v => v.GetValueKind() switch
        {
            JsonValueKind.True => true,
            JsonValueKind.False => false,
            JsonValueKind.Number => v.TryGetValue<long>(out var whole) ? whole : v.GetValue<double>(),
            _ => (string?)v,
        },
        _ => null,
    };

    [GeneratedRegex("^[A-Z][A-Z0-9]*(_[A-Z0-9]+)*$")]
    private static partial Regex UpperSnake();

    [GeneratedRegex("#/components/schemas/([A-Za-z0-9_]+)")]
    private static partial Regex Reference();

    [GeneratedRegex("\\{([A-Za-z]+)\\}")]
    private static partial Regex Placeholder();

    [GeneratedRegex(":[a-z]+\\}")]
    private static partial Regex Constraint();
}
