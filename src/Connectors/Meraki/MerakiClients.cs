using System.Text.Json;
using Holdfast.Modules.Integrations.Contracts;
using Holdfast.Modules.Integrations.Contracts.Ocsf;
using Holdfast.Modules.Integrations.Contracts.Products;
using Holdfast.Platform.Kernel;

namespace Holdfast.Connectors.Meraki;

/// <summary>A client's policy (<c>/networks/{id}/clients/{id}/policy</c>): what it was is read before it is changed, and put back.</summary>
internal sealed class MerakiClients(MerakiApi api, ProductHttp http)
{
    /// <summary>Policies as Meraki writes them.</summary>
    public static IReadOnlyList<string> Policies { get; } = ["Normal", "Blocked", "Whitelisted", GroupPolicy];

    private const string Blocked = "Blocked";
    private const string GroupPolicy = "Group policy";

    /// <summary>What would change.</summary>
    public async Task<Result<ActionPlan>> Plan(Connection connection, ActionCall call, CancellationToken ct) =>
        Wanted(connection, call).Fails(out var wanted, out var wrong) ? wrong
        : (await Read(connection, wanted, ct)).Map(former => new ActionPlan(
            wanted.Policy == Blocked ? "The client is blocked in the network." : "The client gets the policy.",
            JsonSerializer.SerializeToElement(new { client = wanted.Client, network = wanted.Network, from = former.Policy, to = wanted.Policy })));

    /// <summary>Sets it, once.</summary>
    public async Task<ActionOutcome> Execute(Connection connection, ActionCall call, CancellationToken ct)
    {
        if (Wanted(connection, call).Fails(out var wanted, out var wrong))
        {
            return ProductOutcomes.Of(wrong);
        }

        if ((await Read(connection, wanted, ct)).Fails(out var former, out var problem))
        {
            return ProductOutcomes.Of(problem);
        }

        var body = new Dictionary<string, string> { ["devicePolicy"] = wanted.Policy };
        if (wanted.Group is { } group)
        {
            body["groupPolicyId"] = group;
        }

        var answer = await api.Send(connection, HttpMethod.Put, Path(wanted), body, changes: true, ct);
        return answer.Failure is { } failure ? failure
            : LooseJson.Text(answer.Json, "devicePolicy") is not { } now ? http.NotTheProduct(changes: true)
            : now == wanted.Policy ? new ActionOutcome.Succeeded(Result(wanted), IsBlock(call) ? Undo(former) : null)
            : http.Fail("not_set", "Meraki answered with another policy than the one that was asked for.");
    }

    /// <summary>Whether the client has the policy.</summary>
    public async Task<PostCheck> Check(Connection connection, ActionCall call, CancellationToken ct) =>
        Wanted(connection, call).Fails(out var wanted, out var wrong) ? new PostCheck.NotKnown(wrong.Detail)
        : (await Read(connection, wanted, ct)).Fails(out var there, out var problem) ? new PostCheck.NotKnown(problem.Detail)
        : there.Policy != wanted.Policy || (wanted.Group is not null && there.Group != wanted.Group) ? new PostCheck.NotThere("The client has another policy.")
        : IsBlock(call) ? new PostCheck.NotKnown("The client is blocked. What it had before, and who blocked it, Meraki does not say.")
        : new PostCheck.Confirmed(Result(wanted));

    private static bool IsBlock(ActionCall call) => call.Action == MerakiDescription.BlockClient;

    private static Result<Place> Wanted(Connection connection, ActionCall call)
    {
        var network = call.Parameters.TextOrNull("network") ?? connection.Settings.TextOrNull("network");
        var (client, policy, group) = (call.Parameters.Text("client"), IsBlock(call) ? Blocked : call.Parameters.Text("policy"), IsBlock(call) ? null : call.Parameters.TextOrNull("groupPolicyId"));
        return network is null ? MerakiProblems.NoNetwork
            : !MerakiConnector.IsId(network) || !MerakiConnector.IsId(client) || (group is not null && !MerakiConnector.IsId(group)) ? MerakiProblems.BadId
            : policy == GroupPolicy && group is null ? MerakiProblems.NoGroupPolicy
            : new Place(network, client, policy, policy == GroupPolicy ? group : null);
    }

    private async Task<Result<Place>> Read(Connection connection, Place wanted, CancellationToken ct)
    {
        var answer = await api.Get(connection, Path(wanted), ct);
        return answer.Failure is { } failure ? failure.AsProblem()
            : LooseJson.Text(answer.Json, "devicePolicy") is { } policy && Policies.Contains(policy) ? wanted with { Policy = policy, Group = policy == GroupPolicy ? LooseJson.Text(answer.Json, "groupPolicyId", 100) : null }
            : http.NotTheProduct(changes: false).AsProblem();
    }

    private static string Path(Place place) => $"networks/{place.Network}/clients/{Uri.EscapeDataString(place.Client)}/policy";

    private static JsonElement Result(Place place) => JsonSerializer.SerializeToElement(new { client = place.Client, network = place.Network, policy = place.Policy });

    private static JsonElement Undo(Place former) => former.Group is { } group
        ? JsonSerializer.SerializeToElement(new { client = former.Client, network = former.Network, policy = former.Policy, groupPolicyId = group })
        : JsonSerializer.SerializeToElement(new { client = former.Client, network = former.Network, policy = former.Policy });

    private sealed record Place(string Network, string Client, string Policy, string? Group);
}
