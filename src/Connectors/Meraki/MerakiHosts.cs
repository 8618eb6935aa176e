using System.Text;
using System.Text.Json;
using Holdfast.Modules.Integrations.Contracts;
using Holdfast.Modules.Integrations.Contracts.Ocsf;
using Holdfast.Modules.Integrations.Contracts.Products;
using Holdfast.Platform.Kernel;

namespace Holdfast.Connectors.Meraki;

/// <summary>
/// Layer 7 rules of a network that deny a host and all below it. The list holds denials only, and its rules have no comment: ours are known by nothing but what they deny. So a
/// host that was denied before we came is left so, and nothing undoes that.
/// </summary>
internal sealed class MerakiHosts(MerakiApi api, ProductHttp http, NetworkTurns turns)
{
    /// <summary>Whether an action is one of these.</summary>
    public static bool Has(string action) => action is MerakiDescription.BlockHost or MerakiDescription.UnblockHost;

    /// <summary>What would change.</summary>
    public async Task<Result<ActionPlan>> Plan(Connection connection, ActionCall call, CancellationToken ct)
    {
        if (Target(connection, call).Fails(out var target, out var wrong))
        {
            return wrong;
        }

        if ((await Read(connection, target.Network, ct)).Fails(out var rules, out var problem))
        {
            return problem;
        }

        var there = rules.Where(rule => Denies(rule, target)).ToArray();
        return (Blocks(call), there.Length) switch
        {
            (true, 0) => new ActionPlan($"The network denies the host as well; it has {rules.Length} layer 7 rules.", JsonSerializer.SerializeToElement(new { network = target.Network, add = Rule(target) })),
            (true, _) => new ActionPlan("The network denies the host already: nothing changes, and nothing is undone later.", JsonSerializer.SerializeToElement(new { network = target.Network })),
            (false, 0) => new ActionPlan("The network does not deny the host: nothing changes.", JsonSerializer.SerializeToElement(new { network = target.Network })),
            _ => new ActionPlan("The network denies the host no more.", JsonSerializer.SerializeToElement(new { network = target.Network, remove = there })),
        };
    }

    /// <summary>Denies the host, or does so no more.</summary>
    public async Task<ActionOutcome> Execute(Connection connection, ActionCall call, CancellationToken ct) =>
        Target(connection, call).Fails(out var target, out var wrong)
            ? ProductOutcomes.Of(wrong)
            : await turns.Take(target.Network, () => Change(connection, target, Blocks(call), ct), ct);

    /// <summary>Whether it is denied, or is not.</summary>
    public async Task<PostCheck> Check(Connection connection, ActionCall call, CancellationToken ct)
    {
        if (Target(connection, call).Fails(out var target, out var wrong))
        {
            return new PostCheck.NotKnown(wrong.Detail);
        }

        if ((await Read(connection, target.Network, ct)).Fails(out var rules, out var problem))
        {
            return new PostCheck.NotKnown(problem.Detail);
        }

        return rules.Any(rule => Denies(rule, target)) == Blocks(call)
            ? new PostCheck.Confirmed(Json(target), Blocks(call) ? Json(target) : null)
            : new PostCheck.NotThere(Blocks(call) ? "The network does not deny the host." : "The network still denies the host.");
    }

    private async Task<ActionOutcome> Change(Connection connection, Place target, bool block, CancellationToken ct)
    {
        if ((await Read(connection, target.Network, ct)).Fails(out var before, out var problem))
        {
            return ProductOutcomes.Of(problem);
        }

        if (before.Any(rule => Denies(rule, target)) == block)
        {
            return new ActionOutcome.Succeeded(Json(target));
        }

        object[] rules = block ? [.. before, Rule(target)] : [.. before.Where(rule => !Denies(rule, target))];
        var answer = await api.Send(connection, HttpMethod.Put, Path(target.Network), new { rules }, changes: true, ct);
        if (answer.Failure is { } failure)
        {
            return failure;
        }

        if ((await Read(connection, target.Network, ct)).Fails(out var after, out var unread))
        {
            return http.Doubtful("not_verified", "Meraki took the rules, and the list could not be read again.", changes: true, ProductHttp.Says(unread.Detail));
        }

        return after.Any(rule => Denies(rule, target)) == block
            ? new ActionOutcome.Succeeded(Json(target), block ? Json(target) : null)
            : http.Fail("overwritten", "Meraki took the rules, and the list is another one: somebody else has written it at the same time.") with { Retryable = true };
    }

    private async Task<Result<JsonElement[]>> Read(Connection connection, string network, CancellationToken ct)
    {
        var answer = await api.Get(connection, Path(network), ct);
        return answer.Failure is { } failure ? failure.AsProblem()
            : LooseJson.At(answer.Json, "rules") is not { ValueKind: JsonValueKind.Array } list || list.EnumerateArray().Any(rule => rule.ValueKind != JsonValueKind.Object)
                ? http.NotTheProduct(changes: false).AsProblem()
            : list.EnumerateArray().ToArray();
    }

    private static Result<Place> Target(Connection connection, ActionCall call)
    {
        var network = call.Parameters.TextOrNull("network") ?? connection.Settings.TextOrNull("network");
        var host = call.Parameters.Text("host").ToLowerInvariant();
        return network is null ? MerakiProblems.NoNetwork
            : !MerakiConnector.IsId(network) ? MerakiProblems.BadId
            : Uri.CheckHostName(host) == UriHostNameType.Dns && Ascii.IsValid(host) && host.Trim('.').Contains('.', StringComparison.Ordinal) ? new Place(network, host.Trim('.'))
            : MerakiProblems.BadHost;
    }

    private static bool Blocks(ActionCall call) => call.Action == MerakiDescription.BlockHost;

    private static bool Denies(JsonElement rule, Place target) =>
        LooseJson.Text(rule, "type") == "host" && LooseJson.Text(rule, "policy") == "deny" && string.Equals(LooseJson.Text(rule, "value"), target.Host, StringComparison.OrdinalIgnoreCase);

    private static object Rule(Place target) => new { policy = "deny", type = "host", value = target.Host };

    private static JsonElement Json(Place target) => JsonSerializer.SerializeToElement(new { network = target.Network, host = target.Host });

    private static string Path(string network) => $"networks/{network}/appliance/firewall/l7FirewallRules";

    private sealed record Place(string Network, string Host);
}
