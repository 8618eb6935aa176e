using System.Text.Json.Nodes;
using Holdfast.Modules.Access.Provisioning.Filters;
using Holdfast.Tests.Harness.Receivers;
using Holdfast.Tests.Modules.Access.Provisioning.Filters;

namespace Holdfast.Tests.Modules.Access.Provisioning;

/// <summary>What the database finds is what the same filter finds in the resources as they are on the wire, read naively.</summary>
public sealed class FilterModelTests(NamedServer both) : IClassFixture<NamedServer>
{
    private const string Users = IdentityProvider.Users;
    private static readonly string[] Words = ["ann", "Ann B", "an", "b", "x_y", "100%", "a\\b", "", "Zoë", "ben.north", "NORTH"];
    private static readonly string[] TextNames = ["userName", "displayName", "externalId", "name.formatted", "name.givenName", "name.familyName", "emails.value", "emails", "emails.type", "groups.display", "groups", "id", "meta.resourceType"];
    private static readonly string[] ExactNames = ["externalid", "id", "groups", "groups.value", "meta.resourcetype"];
    private static readonly Comparison[] All = Enum.GetValues<Comparison>();

    [Fact]
    public async Task Both_find_the_same()
    {
        var provider = await IdentityProvider.New(both);
        var random = new Random(42);
        var ids = new List<string>();
        for (var i = 0; i < 25; i++)
        {
            string? Maybe() => random.Next(3) == 0 ? null : Words[random.Next(Words.Length)];
            var user = new JsonObject
            {
                ["userName"] = provider.Address($"{(i % 2 == 0 ? "User" : "u.ser")}{i}"), ["displayName"] = Maybe(), ["externalId"] = Maybe(), ["active"] = random.Next(3) > 0,
                ["name"] = new JsonObject { ["formatted"] = Maybe(), ["givenName"] = Maybe(), ["familyName"] = Maybe() },
            };
            ids.Add((await provider.Send(HttpMethod.Post, Users, user)).Expect(201).Id);
        }

        await provider.NewGroup("North", [.. ids.Take(5)]);
        await provider.NewGroup("ann", [.. ids.Skip(3).Take(5)]);
        var resources = (await provider.Client.Get($"{Users}?count=200")).Expect(200).Json["Resources"]!.AsArray().Select(r => r!.AsObject()).ToList();
        resources.Count.ShouldBe(25);
        var (some, none) = (0, 0);
        for (var i = 0; i < 300; i++)
        {
            var filter = RandomFilter.Of(random, 3, () => Leaf(random, provider, resources));
            var text = filter.ToString()!;
            var answer = (await provider.Client.Get($"{Users}?count=200&attributes=id&filter={Uri.EscapeDataString(text)}")).Expect(200);
            var found = answer.Json["Resources"]!.AsArray().Select(r => (string)r!["id"]!).Order(StringComparer.Ordinal).ToList();
            found.ShouldBe(resources.Where(r => Holds(filter, r)).Select(r => (string)r["id"]!).Order(StringComparer.Ordinal).ToList(), text);
            _ = found.Count is > 0 and < 25 ? some++ : none++;
        }

        some.ShouldBeGreaterThan(100);
    }

    private static Filter Leaf(Random random, IdentityProvider provider, List<JsonObject> resources)
    {
        switch (random.Next(8))
        {
            case 0:
                return new Filter.Compare(Path("active"), random.Next(2) == 0 ? Comparison.Equal : Comparison.NotEqual, new Literal(random.Next(2) == 0 ? LiteralKind.True : LiteralKind.False, ""));
            case 1:
                return new Filter.Present(Path(TextNames[random.Next(TextNames.Length)]));
            case 2:
                return new Filter.Compare(Path(TextNames[random.Next(6)]), random.Next(2) == 0 ? Comparison.Equal : Comparison.NotEqual, new Literal(LiteralKind.Null, ""));
            case 3:
                var created = (string)resources[random.Next(resources.Count)]["meta"]!["created"]!;
                return new Filter.Compare(Path("meta.created"), new[] { Comparison.Equal, Comparison.NotEqual, Comparison.Greater, Comparison.GreaterOrEqual, Comparison.Less, Comparison.LessOrEqual }[random.Next(6)], new Literal(LiteralKind.Text, created));
            case 4:
                return new Filter.Some(Path("groups"), RandomFilter.Of(random, 1, () => Text("display", random, provider)));
            case 5:
                return new Filter.Some(Path("emails"), RandomFilter.Of(random, 1, () => Text(random.Next(2) == 0 ? "value" : "type", random, provider)));
            default:
                return Text(TextNames[random.Next(TextNames.Length)], random, provider);
        }
    }

    private static Filter.Compare Text(string name, Random random, IdentityProvider provider) => new(
        Path(name), All[random.Next(All.Length)], new Literal(LiteralKind.Text, random.Next(4) == 0 ? provider.Address($"user{random.Next(25)}") : Words[random.Next(Words.Length)]));

    private static AttributePath Path(string name) => new(null, name.Split('.')[0], name.Contains('.', StringComparison.Ordinal) ? name.Split('.')[1] : null);

    private static bool Holds(Filter filter, JsonObject of) => filter switch
    {
        Filter.And(var left, var right) => Holds(left, of) && Holds(right, of),
        Filter.Or(var left, var right) => Holds(left, of) || Holds(right, of),
        Filter.Not(var inner) => !Holds(inner, of),
        Filter.Some(var path, var inner) => of[path.Name] is JsonArray values && values.Any(v => Holds(inner, v!.AsObject())),
        Filter.Present(var path) => Values(path, of).Any(v => v is not null && v != ""),
        Filter.Compare(var path, var comparison, { Kind: LiteralKind.Null }) => Values(path, of).Any(v => v is not null && v != "") != (comparison == Comparison.Equal),
        Filter.Compare compare => Compares(compare, of),
        _ => throw new InvalidOperationException(),
    };

    // An attribute with one value has one, be it none; one with several has as many as there are.
    private static List<string?> Values(AttributePath path, JsonObject of)
    {
        var node = of[path.Name];
        if (path.Name is "emails" or "groups")
        {
            return [.. (node as JsonArray ?? []).Select(v => (string?)v![path.Sub ?? "value"])];
        }

        node = path.Sub is null ? node : (node as JsonObject)?[path.Sub];
        return [node is JsonValue value ? value.ToString() : null];
    }

    private static bool Compares(Filter.Compare compare, JsonObject of) => Values(compare.Attribute, of).Any(value =>
    {
        if (compare.Attribute.Key == "meta.created")
        {
            var order = DateTimeOffset.Parse(value!, System.Globalization.CultureInfo.InvariantCulture).CompareTo(DateTimeOffset.Parse(compare.Value.Text, System.Globalization.CultureInfo.InvariantCulture));
            return Ordered(compare.Comparison, order);
        }

        var asked = compare.Value.Kind == LiteralKind.Text ? compare.Value.Text : compare.Value.Kind.ToString();
        if (!ExactNames.Contains(compare.Attribute.Key))
        {
            (value, asked) = (value?.ToLowerInvariant(), asked.ToLowerInvariant());
        }

        return value is null
            ? compare.Comparison == Comparison.NotEqual
            : compare.Comparison switch
            {
                Comparison.Contains => value.Contains(asked, StringComparison.Ordinal),
                Comparison.StartsWith => value.StartsWith(asked, StringComparison.Ordinal),
                Comparison.EndsWith => value.EndsWith(asked, StringComparison.Ordinal),
                _ => Ordered(compare.Comparison, string.CompareOrdinal(value, asked)),
            };
    });

    private static bool Ordered(Comparison comparison, int order) => comparison switch
    {
        Comparison.Equal => order == 0,
        Comparison.NotEqual => order != 0,
        Comparison.Greater => order > 0,
        Comparison.GreaterOrEqual => order >= 0,
        Comparison.Less => order < 0,
        _ => order <= 0,
    };
}
