using Holdfast.Modules.Access.Policies;
using Holdfast.Modules.Access.Policies.Values;

namespace Holdfast.Bench.Policies;

/// <summary>A thousand policies, and what is asked of them.</summary>
/// <param name="Name">For the table.</param>
/// <param name="Text">The policies.</param>
/// <param name="Requests">Asked in turn.</param>
internal sealed record Work(string Name, string Text, IReadOnlyList<PolicyRequest> Requests)
{
    private const int Policies = 1_000;
    private const int Asked = 100;

    /// <summary>Each policy is about one group of people: three of them about whoever asks.</summary>
    public static Work Scoped { get; } = new("each about one group", Written(i => $"principal in UserGroup::\"{i}\"", "resource in Organization::\"o1\""), Questions());

    /// <summary>Each policy is about everybody, and has to be evaluated.</summary>
    public static Work Open { get; } = new("each about everybody", Written(_ => "principal", "resource"), Questions());

    /// <summary>What there is to know for a request: who stands in whom.</summary>
    public static IEnumerable<Entity> EntitiesOf(PolicyRequest request)
    {
        var n = int.Parse(request.Principal.Id);
        yield return new(request.Principal, RecordValue.Empty, [new("UserGroup", $"{n}"), new("UserGroup", $"{n + 300}"), new("UserGroup", $"{n + 600}"), new("Role", "MEMBER")]);
        yield return new(request.Action, RecordValue.Empty, [new("Action", "tickets"), new("Action", "write")]);
        yield return new(request.Resource, RecordValue.Empty, [new("Group", "g1")]);
        yield return new(new("Group", "g1"), RecordValue.Empty, [new("Organization", "o1")]);
        yield return new(new("Organization", "o1"), RecordValue.Empty, [new("Tenant", "t1")]);
    }

    // One in ten forbids, and never does; one in ten of the others may permit.
    private static string Written(Func<int, string> principal, string resource) => string.Join('\n', Enumerable.Range(0, Policies).Select(i =>
        $"{(i % 10 == 0 ? "forbid" : "permit")} ({principal(i)}, action in Action::\"tickets\", {resource})\nwhen {{ context.mfa && context.hour {(i % 10 == 0 ? "> 23" : i % 10 == 1 ? $">= {i % 24}" : $"== {24 + i}")} }};"));

    private static List<PolicyRequest> Questions() => [.. Enumerable.Range(0, Asked).Select(i => new PolicyRequest(
        new("User", $"{i}"),
        new("Action", "tickets:write"),
        new("Device", $"d{i}"),
        new RecordValue([new("mfa", BoolValue.Of(i % 4 != 0)), new("hour", new LongValue(i % 24))])))];
}
