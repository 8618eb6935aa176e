using System.Text.Json;
using Holdfast.Modules.Access.Policies;
using Holdfast.Modules.Access.Policies.Values;

namespace Holdfast.Tests.Modules.Access.Policies;

/// <summary>Short ways to ask the engine.</summary>
internal static class Asked
{
    public static readonly EntityUid Ann = new("User", "ann");
    public static readonly EntityUid Read = new("Action", "read");
    public static readonly EntityUid Plan = new("Document", "plan");

    /// <summary>Ann in Staff in Everyone; Plan in a folder in a folder; both with attributes.</summary>
    public static readonly EntityStore Office = EntityJson.ReadEntities(JsonDocument.Parse("""
        [
          {"uid": {"type": "User", "id": "ann"}, "attrs": {"level": 3, "name": "Ann", "home": {"city": "Zürich"}}, "parents": [{"type": "Team", "id": "staff"}], "tags": {"env": "prod"}},
          {"uid": {"type": "Team", "id": "staff"}, "attrs": {}, "parents": [{"type": "Team", "id": "everyone"}]},
          {"uid": {"type": "Document", "id": "plan"}, "attrs": {"owner": {"__entity": {"type": "User", "id": "ann"}}, "labels": ["open", "draft"]}, "parents": [{"type": "Folder", "id": "2026"}]},
          {"uid": {"type": "Folder", "id": "2026"}, "attrs": {}, "parents": [{"type": "Folder", "id": "root"}]}
        ]
        """).RootElement);

    public static PolicySet Set(string text)
    {
        var parsed = PolicySet.Parse(text);
        parsed.Problems.ShouldBeEmpty();
        return parsed.Value!;
    }

    public static AuthorizationAnswer Decide(string policies, string context = "{}", FailedForbid forbid = FailedForbid.Skipped, PolicyBounds? bounds = null) =>
        new Authorizer(forbid, bounds).Decide(Set(policies), new(Ann, Read, Plan, EntityJson.ReadContext(JsonDocument.Parse(context).RootElement)), Office);

    /// <summary>What a condition comes to: "true", "false", or why it failed.</summary>
    public static string Condition(string condition, string context = "{}")
    {
        var answer = Decide($"permit(principal, action, resource) when {{ {condition} }};", context);
        return answer.Failures is [var failure] ? failure.Message : answer.Decision == Decision.Allow ? "true" : "false";
    }

    /// <summary>The one problem of a text, as "line:column message".</summary>
    public static string Problem(string text)
    {
        var problem = PolicySet.Parse(text).Problems.ShouldHaveSingleItem();
        return $"{problem.At.Line}:{problem.At.Column} {problem.Message}";
    }
}
