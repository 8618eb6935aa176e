using Holdfast.Modules.Access.Policies;
using Holdfast.Modules.Access.Policies.Residuals;
using Holdfast.Modules.Access.Policies.Values;

namespace Holdfast.Tests.Modules.Access.Policies;

/// <summary>A decision for all resources at once says of each what a decision about it alone says.</summary>
public sealed class OpenResourceTests
{
    private static readonly string[] Nodes =
    [
        "Tenant::\"t\"", "Organization::\"a\"", "Organization::\"b\"", "Group::\"a1\"", "Group::\"a2\"", "Group::\"b1\"", "Device::\"a11\"", "Device::\"a12\"", "Device::\"a21\"", "Device::\"b11\"",
    ];

    private static readonly EntityUid Ann = new("User", "ann");
    private static readonly EntityUid Read = new("Action", "read");

    private static readonly EntityStore Known = new(
    [
        new Entity(Ann, RecordValue.Empty, [new EntityUid("UserGroup", "people")]),
        new Entity(Read, RecordValue.Empty, [new EntityUid("Action", "all")]),
    ]);

    private static readonly EntityStore Tree = new(
    [
        .. Known.Entities,
        .. Nodes.Select(Uid).Select(node => new Entity(
            node, node.Type == "Device" ? new RecordValue([new("score", new LongValue(node.Id.Length + node.Id[1])), .. node.Id[0] == 'a' ? [KeyValuePair.Create<string, CedarValue>("os", new StringValue("Debian"))] : Array.Empty<KeyValuePair<string, CedarValue>>()]) : RecordValue.Empty, Above(node) is { } above ? [above] : [])),
    ]);

    private static readonly RecordValue Context = new([new("yes", BoolValue.True), new("no", BoolValue.False), new("number", new LongValue(4))]);

    [Fact]
    public void What_is_left_of_policies_decides_as_they_do_for_every_resource()
    {
        var random = new Random(2026);
        foreach (var failed in Enum.GetValues<FailedForbid>())
        {
            for (var round = 0; round < 1_500; round++)
            {
                var text = string.Join('\n', Enumerable.Range(0, random.Next(1, 5)).Select(_ => Written(random)));
                var set = PolicySet.Parse(text).Value ?? throw new InvalidOperationException(text);
                var answers = new OpenResource(failed).Decide(set, Ann, Read, Context, Known)!;
                foreach (var node in Nodes.Select(Uid))
                {
                    var alone = new Authorizer(failed).Decide(set, new PolicyRequest(Ann, Read, node, Context), Tree);
                    var permitted = answers.Any(a => a.Policy.Effect == PolicyEffect.Permit && Holds(a.Holds, node));
                    var forbidden = answers.Any(a => a.Policy.Effect == PolicyEffect.Forbid && Holds(a.Holds, node));
                    (permitted && !forbidden).ShouldBe(alone.Decision == Decision.Allow, $"{node}\n{text}");
                }
            }
        }
    }

    [Fact]
    public void What_cannot_be_told_for_all_resources_at_once_is_found_where_it_stands()
    {
        foreach (var (condition, column) in new[] { ("[Device::\"d\"].contains(resource)", 45), ("resource.score < (if resource in Group::\"g\" then 5 else 6)", 45), ("resource has score && [resource].isEmpty()", 67), ("resource in [resource]", 45), ("{a: resource}.a == principal", 45) })
        {
            var policy = PolicySet.ParseOne("p", $"permit (principal, action, resource) when {{ {condition} }};").Value!;
            OpenResource.Check(policy).Single().At.ShouldBe(new TextPosition(1, column), condition);
        }

        OpenResource.Check(PolicySet.ParseOne("p", "permit (principal, action, resource) when { resource is Device && resource has score && (resource.score < 5 || resource.os like \"Deb*\") };").Value!).ShouldBeEmpty();
        OpenResource.Check(PolicySet.ParseOne("p", "permit (principal, action, resource) when { if resource is Device then Device::\"d\" == resource else !(resource in [Group::\"g\"]) };").Value!).ShouldBeEmpty();
    }

    [Fact]
    public void A_decision_that_takes_too_many_steps_is_none()
    {
        var set = PolicySet.Parse($"permit (principal, action, resource) when {{ {string.Join(" || ", Enumerable.Repeat("resource == Device::\"d\"", 60))} }};").Value!;
        new OpenResource(FailedForbid.Forbids, new PolicyBounds { Steps = 50 }).Decide(set, Ann, Read, Context, Known).ShouldBeNull();
        new OpenResource(FailedForbid.Forbids, new PolicyBounds { Steps = 500 }).Decide(set, Ann, Read, Context, Known).ShouldNotBeNull();
    }

    [Fact]
    public void A_store_over_another_knows_what_that_one_knows()
    {
        var over = Known.With([new Entity(new EntityUid("User", "ben"), RecordValue.Empty, [Ann])]);
        over.IsIn(new EntityUid("User", "ben"), new EntityUid("UserGroup", "people")).ShouldBeTrue();
        over.IsIn(Read, new EntityUid("Action", "all")).ShouldBeTrue();
        over.Find(Ann).ShouldBeSameAs(Known.Find(Ann));
        over.Entities.Count.ShouldBe(3);
        Should.Throw<ArgumentException>(() => Known.With([new Entity(Ann, RecordValue.Empty, [])]));
    }

    private static bool Holds(Residual residual, EntityUid node) => residual switch
    {
        Residual.Constant constant => constant.Value,
        Residual.Within within => Tree.IsIn(node, within.Entity),
        Residual.Exactly exactly => node.Equals(exactly.Entity),
        Residual.OfType type => node.Type == type.Type,
        Residual.Asked asked => node.Type == "Device" && asked.Question.Answers([Tree.Find(node)!])![0] is var answer && (asked.OfFailure ? answer is null : answer == true),
        Residual.Both both => Holds(both.Left, node) && Holds(both.Right, node),
        Residual.Either either => Holds(either.Left, node) || Holds(either.Right, node),
        Residual.Negation not => !Holds(not.Part, node),
        _ => throw new InvalidOperationException(residual.GetType().Name),
    };

    private static EntityUid Uid(string written) => new(written[..written.IndexOf(':', StringComparison.Ordinal)], written.Split('"')[1]);

    private static EntityUid? Above(EntityUid node) => node.Type switch
    {
        "Organization" => new("Tenant", "t"),
        "Group" => new("Organization", node.Id[..1]),
        "Device" => new("Group", node.Id[..2]),
        _ => null,
    };

    private static string Written(Random random)
    {
        var principal = Pick(random, "principal", "principal == User::\"ann\"", "principal in UserGroup::\"people\"", "principal == User::\"ben\"");
        var action = Pick(random, "action", "action == Action::\"read\"", "action in [Action::\"all\", Action::\"x\"]");
        var resource = Pick(random, "resource", $"resource in {Node(random)}", $"resource == {Node(random)}", $"resource is {Type(random)}", $"resource is {Type(random)} in {Node(random)}");
        var conditions = string.Concat(Enumerable.Range(0, random.Next(3)).Select(_ => $" {Pick(random, "when", "unless")} {{ {Condition(random, 3)} }}"));
        return $"{Pick(random, "permit", "permit", "forbid")} ({principal}, {action}, {resource}){conditions};";
    }

    private static string Condition(Random random, int depth) => depth == 0 || random.Next(3) == 0
        ? Pick(
            random,
            "true", "context.yes", "context.no", "context.missing", "context.number > 3", "context.number == true", "context.number", "principal in UserGroup::\"people\"", $"context.number in {Node(random)}",
            $"resource in {Node(random)}", $"resource == {Node(random)}", $"{Node(random)} != resource", $"resource is {Type(random)}", $"resource is {Type(random)} in {Node(random)}",
            $"resource in [{Node(random)}, {Node(random)}]", "resource in [4]", $"(resource is Device && resource.score {Pick(random, "<", ">", "==")} {random.Next(51, 54)})", "(resource is Device && resource has os && resource.os like \"D*\")", "(resource is Device && resource.os == \"Debian\")", "resource has os", "resource == context.missing", $"resource in (if context.no then {Node(random)} else {Node(random)})", "resource == 4")
        : random.Next(4) switch
        {
            0 => $"({Condition(random, depth - 1)} && {Condition(random, depth - 1)})",
            1 => $"({Condition(random, depth - 1)} || {Condition(random, depth - 1)})",
            2 => $"!({Condition(random, depth - 1)})",
            _ => $"(if {Condition(random, depth - 1)} then {Condition(random, depth - 1)} else {Condition(random, depth - 1)})",
        };

    private static string Node(Random random) => Pick(random, Nodes);

    private static string Type(Random random) => Pick(random, "Tenant", "Organization", "Group", "Device");

    private static string Pick(Random random, params string[] of) => of[random.Next(of.Length)];
}
