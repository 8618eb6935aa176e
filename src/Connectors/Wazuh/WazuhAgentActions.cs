using System.Text.Json;
using Holdfast.Modules.Integrations.Contracts;
using Holdfast.Modules.Integrations.Contracts.Ocsf;
using Holdfast.Modules.Integrations.Contracts.Products;
using Holdfast.Platform.Kernel;

namespace Holdfast.Connectors.Wazuh;

/// <summary>What can be done with one agent: <c>PUT /agents/{id}/restart</c>, <c>PUT</c> and <c>DELETE /agents/{id}/group/{group}</c>.</summary>
internal sealed class WazuhAgentActions(ProductHttp http, WazuhApi api)
{
    /// <summary>Restarts the agent's service.</summary>
    public async Task<ActionOutcome> Restart(Connection connection, ActionCall call, CancellationToken ct)
    {
        var id = call.Parameters.Text("agent");
        return WazuhAgents.WhatIsWrong(id) is { } problem ? ProductOutcomes.Of(problem)
            : Outcome(await api.Send(connection, HttpMethod.Put, $"agents/{id}/restart", null, changes: true, ct), new(JsonSerializer.SerializeToElement(new { agent = id })));
    }

    /// <summary>What a change of groups would change; a problem when there is nothing to change.</summary>
    public async Task<Result<ActionPlan>> PlanGroup(Connection connection, ActionCall call, bool add, CancellationToken ct) =>
        (await Groups(connection, call, ct)).Fails(out var groups, out var problem) ? problem
        : WhatIsWrong(groups, call, add) is { } wrong ? wrong
        : new ActionPlan(
            add ? "The agent is put into the group; it takes the group's configuration when it next reports." : "The agent is taken out of the group; it loses the group's configuration when it next reports.",
            JsonSerializer.SerializeToElement(new { agent = call.Parameters.Text("agent"), groups, add = add ? call.Parameters.Text("group") : null, remove = add ? null : call.Parameters.Text("group") }));

    /// <summary>Puts the agent into a group, or takes it out.</summary>
    public async Task<ActionOutcome> ChangeGroup(Connection connection, ActionCall call, bool add, CancellationToken ct)
    {
        // To undo is right only where something was done: the groups are read first.
        if ((await Groups(connection, call, ct)).Fails(out var groups, out var problem))
        {
            return ProductOutcomes.Of(problem);
        }

        if (WhatIsWrong(groups, call, add) is { } wrong)
        {
            return ProductOutcomes.Of(wrong);
        }

        var (id, group) = (call.Parameters.Text("agent"), call.Parameters.Text("group"));
        var answer = await api.Send(connection, add ? HttpMethod.Put : HttpMethod.Delete, $"agents/{id}/group/{group}", null, changes: true, ct);
        var done = new ActionOutcome.Succeeded(Membership(call), Membership(call));
        if (answer.Failure is not null || LooseJson.At(answer.Json, "data") is not null)
        {
            return Outcome(answer, done);
        }

        // Some versions answer with words alone, which say nothing of whom this account may act on.
        return await CheckGroup(connection, call, add, ct) switch
        {
            PostCheck.Confirmed => done,
            PostCheck.NotThere => Hidden(),
            _ => http.Doubtful("not_seen", "Wazuh says that it was done, and does not show it.", changes: true),
        };
    }

    /// <summary>Whether the agent is in the group, or is not.</summary>
    public async Task<PostCheck> CheckGroup(Connection connection, ActionCall call, bool add, CancellationToken ct) =>
        (await Groups(connection, call, ct)).Fails(out var groups, out var problem) ? new PostCheck.NotKnown(problem.Detail)
        : groups.Contains(call.Parameters.Text("group"), StringComparer.Ordinal) == add ? new PostCheck.Confirmed(Membership(call), Membership(call))
        : new PostCheck.NotThere(add ? "The agent is not in the group." : "The agent is still in the group.");

    private static Problem? WhatIsWrong(IReadOnlyList<string> groups, ActionCall call, bool add) =>
        groups.Contains(call.Parameters.Text("group"), StringComparer.Ordinal) == add ? add ? WazuhProblems.AlreadyInGroup : WazuhProblems.NotInGroup : null;

    private async Task<Result<IReadOnlyList<string>>> Groups(Connection connection, ActionCall call, CancellationToken ct)
    {
        if ((WazuhAgents.WhatIsWrong(call.Parameters.Text("agent")) ?? (WazuhConnector.IsGroup(call.Parameters.Text("group")) ? null : WazuhProblems.BadGroup)) is { } problem)
        {
            return problem;
        }

        var found = await WazuhAgents.Find(api, connection, call.Parameters.Text("agent"), ct);
        return found.Map(agent => LooseJson.Texts(agent, "group"));
    }

    private static JsonElement Membership(ActionCall call) => JsonSerializer.SerializeToElement(new { agent = call.Parameters.Text("agent"), group = call.Parameters.Text("group") });

    // Of what an account may not see Wazuh says nothing at all.
    private ActionOutcome Outcome(WazuhAnswer answer, ActionOutcome.Succeeded done) => answer.Failure is { } failure ? failure : answer.Affected >= 1 ? done : Hidden();

    private ActionOutcome.Failed Hidden() => http.Fail("hidden", "Wazuh did nothing: this account may not act on the agent, and Wazuh does not say so.");
}
