using System.Text.Json;
using System.Xml.Linq;
using Holdfast.Modules.Integrations.Contracts;
using Holdfast.Platform.Kernel;

namespace Holdfast.Connectors.PaloAlto;

/// <summary>Members of static address groups, in the configuration that is being changed. A group that is not there is not made: <c>set</c> would.</summary>
internal sealed class PaloAltoGroups(PaloAltoApi api)
{
    public const string Add = "paloalto.add_to_group";
    public const string Remove = "paloalto.remove_from_group";

    public static bool Has(string action) => action is Add or Remove;

    public async Task<Result<ActionPlan>> Plan(Connection connection, ActionCall call, CancellationToken ct)
    {
        var candidate = await Members(connection, call, "get", ct);
        var running = candidate.Failure is null && candidate.Problem is null ? await Members(connection, call, "show", ct) : default;
        if ((candidate.Failure ?? running.Failure) is { } failure)
        {
            return failure.AsProblem();
        }

        if (candidate.Problem is { } problem)
        {
            return problem;
        }

        var (group, member) = Names(call);
        var members = candidate.Members!;
        var isIn = members.Contains(member);
        if (call.Action == Remove && !isIn)
        {
            return PaloAltoProblems.NotAMember;
        }

        return new ActionPlan(
            call.Action == Remove ? $"{member} leaves the address group {group}, with the next commit."
                : isIn ? $"{member} is in the address group {group} already; nothing changes." : $"{member} joins the address group {group}, with the next commit.",
            JsonSerializer.SerializeToElement(new
            {
                running = running.Members,
                candidate = members,
                after = call.Action == Remove ? [.. members.Where(one => one != member)] : isIn ? members : [.. members, member],
            }));
    }

    public async Task<ActionOutcome> Execute(Connection connection, ActionCall call, CancellationToken ct)
    {
        var there = await Members(connection, call, "get", ct);
        if (there.Failure is { } unread)
        {
            return unread;
        }

        if (there.Problem is { } problem)
        {
            return new ActionOutcome.Refused(problem.Code, problem.Detail);
        }

        var (group, member) = Names(call);
        var isIn = there.Members!.Contains(member);
        if (isIn == (call.Action == Add))
        {
            return isIn ? new ActionOutcome.Succeeded(Result(call))
                : new ActionOutcome.Failed(PaloAltoProblems.NotAMember.Code, PaloAltoProblems.NotAMember.Detail, Retryable: false);
        }

        var path = PaloAltoPaths.Group(connection, group) + "/static";
        var answer = call.Action == Add
            ? await api.Ask(connection, "config", [("action", "set"), ("xpath", path), ("element", PaloAltoXml.Write(new XElement("member", member)))], changes: true, ct)
            : await api.Ask(connection, "config", [("action", "delete"), ("xpath", $"{path}/member[text()={PaloAltoXml.Literal(member)}]")], changes: true, ct);
        return answer.Failure is { } failure ? failure : new ActionOutcome.Succeeded(Result(call), Result(call));
    }

    public async Task<PostCheck> Check(Connection connection, ActionCall call, CancellationToken ct)
    {
        var there = await Members(connection, call, "get", ct);
        return there.Failure is { } failure ? new PostCheck.NotKnown(failure.Detail)
            : there.Problem is { } problem ? new PostCheck.NotThere(problem.Detail)
            : there.Members!.Contains(Names(call).Member) == (call.Action == Add) ? new PostCheck.Confirmed(Result(call), Result(call))
            : new PostCheck.NotThere(call.Action == Add ? PaloAltoProblems.NotAMember.Detail : "The address object is still in the group.");
    }

    private async Task<(string[]? Members, Problem? Problem, ActionOutcome.Failed? Failure)> Members(Connection connection, ActionCall call, string action, CancellationToken ct)
    {
        var group = await PaloAltoPaths.Read(api, connection, action, PaloAltoPaths.Group(connection, Names(call).Group), ct);
        return group.Failure is { } failure ? (null, null, failure)
            : group.Node is null ? (null, PaloAltoProblems.NoGroup, null)
            : group.Node.Element("dynamic") is not null ? (null, PaloAltoProblems.GroupIsDynamic, null)
            : ([.. (group.Node.Element("static")?.Elements("member") ?? []).Select(member => member.Value.Trim())], null, null);
    }

    private static (string Group, string Member) Names(ActionCall call) => (call.Parameters.Text("group"), call.Parameters.Text("name"));

    private static JsonElement Result(ActionCall call) => JsonSerializer.SerializeToElement(new { group = Names(call).Group, name = Names(call).Member });
}
