using System.Text.Json;
using Holdfast.Modules.Access.Policies;
using Holdfast.Modules.Access.Policies.Schema;
using Holdfast.Modules.Access.Policies.Values;

namespace Holdfast.Tests.Modules.Access.Policies;

public class EntityTests
{
    [Fact]
    public void A_circle_of_parents_is_refused()
    {
        Should.Throw<ArgumentException>(() => new EntityStore([Of("a", "b"), Of("b", "c"), Of("c", "a")]));
        Should.Throw<ArgumentException>(() => new EntityStore([Of("a", "a")]));
        Should.Throw<ArgumentException>(() => new EntityStore([Of("a"), Of("a")]));
    }

    [Fact]
    public void A_parent_without_data_is_a_parent()
    {
        var store = new EntityStore([Of("a", "b")]);

        store.IsIn(Uid("a"), Uid("b")).ShouldBeTrue();
        store.IsIn(Uid("b"), Uid("a")).ShouldBeFalse();
        store.IsIn(Uid("x"), Uid("x")).ShouldBeTrue();
    }

    [Fact]
    public void A_long_chain_and_two_ways_up_are_no_trouble()
    {
        var chain = Enumerable.Range(0, 2_000).Select(at => Of($"{at}", $"{at + 1}")).ToArray();
        var store = new EntityStore([.. chain, Of("left", "top"), Of("right", "top"), Of("both", "left", "right")]);

        store.IsIn(Uid("0"), Uid("2000")).ShouldBeTrue();
        store.IsIn(Uid("both"), Uid("top")).ShouldBeTrue();
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("[{\"uid\": {\"type\": \"A\", \"id\": \"a\"}, \"attrs\": {}}]")]
    [InlineData("[{\"uid\": {\"type\": \"A\", \"id\": \"a\"}, \"attrs\": {\"x\": null}, \"parents\": []}]")]
    [InlineData("[{\"uid\": {\"type\": \"A\", \"id\": \"a\"}, \"attrs\": {\"x\": 1.5}, \"parents\": []}]")]
    [InlineData("[{\"uid\": {\"type\": \"A\", \"id\": \"a\"}, \"attrs\": {\"x\": 9223372036854775808}, \"parents\": []}]")]
    [InlineData("[{\"uid\": {\"type\": \"A\", \"id\": \"a\"}, \"attrs\": {\"x\": 1, \"x\": 2}, \"parents\": []}]")]
    [InlineData("[{\"uid\": {\"type\": \"A\", \"id\": 5}, \"attrs\": {}, \"parents\": []}]")]
    [InlineData("[{\"uid\": {\"type\": \"A\", \"id\": \"a\"}, \"attrs\": {\"x\": {\"__extn\": {\"fn\": \"ip\", \"arg\": \"x\"}}}, \"parents\": []}]")]
    [InlineData("[{\"uid\": {\"type\": \"A\", \"id\": \"a\"}, \"attrs\": {\"x\": {\"__extn\": {\"fn\": \"none\", \"arg\": \"x\"}}}, \"parents\": []}]")]
    [InlineData("[{\"uid\": {\"type\": \"A\", \"id\": \"a\"}, \"attrs\": {}, \"parents\": [], \"more\": 1}]")]
    public void What_is_no_entity_is_refused(string json) => Should.Throw<FormatException>(() => EntityJson.ReadEntities(JsonDocument.Parse(json).RootElement));

    [Fact]
    public void With_a_schema_escapes_can_be_left_out_and_actions_stand_in_their_groups()
    {
        var schema = PolicySchema.Parse("entity User { friend: User, from: ipaddr, seen: Set<datetime> }; action all; action read in all appliesTo { principal: User, resource: User, context: { since: duration } };").Value!;
        var store = EntityJson.ReadEntities(JsonDocument.Parse("""
            [{"uid": {"type": "User", "id": "a"}, "attrs": {"friend": {"type": "User", "id": "b"}, "from": "10.0.0.1", "seen": ["2026-11-30"]}, "parents": []}]
            """).RootElement, schema);

        var attributes = store.Find(new("User", "a"))!.Attributes;
        attributes.Find("friend").ShouldBe(new EntityUid("User", "b"));
        attributes.Find("from")!.ToString().ShouldBe("ip(\"10.0.0.1/32\")");
        attributes.Find("seen")!.TypeName.ShouldBe("set");
        store.IsIn(new("Action", "read"), new("Action", "all")).ShouldBeTrue();
        EntityJson.ReadContext(JsonDocument.Parse("{\"since\": \"1h\"}").RootElement, schema, new("Action", "read")).Find("since").ShouldBe(new DurationValue(3_600_000));
    }

    private static EntityUid Uid(string id) => new("Thing", id);

    private static Entity Of(string id, params string[] parents) => new(Uid(id), RecordValue.Empty, [.. parents.Select(Uid)]);
}
