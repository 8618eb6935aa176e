using System.Text.Json;
using System.Text.Json.Nodes;
using Holdfast.Tests.Harness;

namespace Holdfast.Tests.System.Counterparts;

/// <summary>What our filters find against what another library finds in the same resources (npm scim2-parse-filter).</summary>
public sealed class ScimFilterTests(Node node)
{
    private const string Users = "/scim/v2/Users";
    private static readonly string[] Words = ["ann", "anna", "ben", "b", "x_y", "100%", "north", "a b", "z'z"];
    private static readonly string[] Attributes = ["userName", "displayName", "externalId", "name.givenName", "name.familyName", "name.formatted", "emails.value", "emails.type", "urn:ietf:params:scim:schemas:core:2.0:User:displayName", "DISPLAYNAME"];
    private static readonly string[] Operators = ["eq", "ne", "co", "sw", "ew", "gt", "ge", "lt", "le", "EQ", "Co"];

    [Fact]
    public async Task Both_find_the_same()
    {
        await using var server = TestServer.With(new Dictionary<string, string?>(StringComparer.Ordinal));
        var tenant = await server.NewTenant();
        var provider = new ApiClient(tenant.Admin.Address, (await tenant.Admin.Post("/api/provisioning-tokens", new { name = "directory" })).Expect(201).Text("token"));
        var random = new Random(7644);
        foreach (var i in Enumerable.Range(0, 12))
        {
            await Add(server, tenant, i, random);
        }

        var resources = (await provider.Get($"{Users}?count=200")).Expect(200).Json["Resources"]!.AsArray();
        resources.Count.ShouldBe(12);
        string[] filters = [.. Enumerable.Range(0, 250).Select(_ => Filter(random, 3)), .. RefusedByBoth];
        var theirs = await Theirs(resources, filters);
        var differing = 0;
        for (var i = 0; i < filters.Length; i++)
        {
            var answer = await provider.Get($"{Users}?count=200&filter={Uri.EscapeDataString(filters[i])}");
            if (theirs[i] is null)
            {
                answer.Expect(400).Text("scimType").ShouldBe("invalidFilter", filters[i]);
                continue;
            }

            var ours = answer.Expect(200).Json["Resources"]!.AsArray().Select(r => (string)r!["id"]!).Order(StringComparer.Ordinal).ToList();
            ours.ShouldBe([.. theirs[i]!.Order(StringComparer.Ordinal)], filters[i]);
            differing += ours.Count is > 0 and < 12 ? 1 : 0;
        }

        theirs.Count(t => t is null).ShouldBeGreaterThanOrEqualTo(RefusedByBoth.Length);
        differing.ShouldBeGreaterThan(60);
    }

    private static string[] RefusedByBoth { get; } = ["userName", "userName eq", "userName eq \"x", "userName xx \"x\"", "(userName pr", "userName pr)", "userName pr and", "emails[type pr"];

    // In an address that is in no domain: what the provider would have written.
    private static async Task Add(TestServer server, TestTenant tenant, int i, Random random)
    {
        string Word() => Words[random.Next(Words.Length)];
        var id = (await tenant.Admin.Post("/api/users", new { username = $"u{i}", email = $"{(char)('a' + i)}{i}@x.example.test", password = TestTenant.Password, role = "USER" })).Expect(201).Id;
        await server.Sql(
            tenant,
            "insert into control.provisioned_user (tenant_id, user_id, external_id, display_name, formatted_name, given_name, family_name, made, deactivated) values ($1, $2, $3, $4, $5, $6, $7, true, false)",
            Guid.Parse(tenant.Id), Guid.Parse(id), Word(), Word(), Word(), Word(), Word());
    }

    private static string Filter(Random random, int depth) => (depth == 0 ? 4 : random.Next(7)) switch
    {
        0 => $"{Filter(random, depth - 1)} and {Filter(random, depth - 1)}",
        1 => $"{Filter(random, depth - 1)} or {Filter(random, depth - 1)}",
        2 => $"not ({Filter(random, depth - 1)})",
        3 => $"({Filter(random, depth - 1)})",
        5 => $"emails[type eq \"{(random.Next(2) == 0 ? "work" : "home")}\" and value {Operators[random.Next(Operators.Length)]} \"{Words[random.Next(Words.Length)]}\"]",
        6 => random.Next(2) == 0 ? $"active eq {(random.Next(2) == 0 ? "true" : "false")}" : $"{Attributes[random.Next(Attributes.Length)]} pr",
        _ => $"{Attributes[random.Next(Attributes.Length)]} {Operators[random.Next(Operators.Length)]} \"{Words[random.Next(Words.Length)]}\"",
    };

    private async Task<List<string[]?>> Theirs(JsonArray resources, string[] filters)
    {
        // They know no schema: an attribute with its schema's name is without it for them.
        var plain = filters.Select(f => f.Replace("urn:ietf:params:scim:schemas:core:2.0:User:", "", StringComparison.Ordinal));
        var (code, output) = await node.Run("filter-scim.mjs", JsonSerializer.Serialize(new { resources, filters = plain }));
        code.ShouldBe(0, output);
        return JsonSerializer.Deserialize<List<string[]?>>(output)!;
    }
}
