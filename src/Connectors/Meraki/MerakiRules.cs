using System.Text.Json;
using Holdfast.Modules.Integrations.Contracts;
using Holdfast.Modules.Integrations.Contracts.Ocsf;
using Holdfast.Modules.Integrations.Contracts.Products;
using Holdfast.Platform.Kernel;

namespace Holdfast.Connectors.Meraki;

/// <summary>
/// Outbound layer 3 rules of a network. A change replaces the whole list, and nothing tells that somebody else changes it too: here one at a time changes a network's list, and the
/// list is read again afterwards. Our rules stand first and have our mark in their comment, so that exactly they are taken out again. The list ends with a rule of Meraki's own,
/// which must not be sent back.
/// </summary>
internal sealed class MerakiRules(MerakiApi api, ProductHttp http, NetworkTurns turns)
{
    private const string Ours = "holdfast:";
    private const string DefaultRule = "Default rule";
    private static readonly string[] Members = ["comment", "policy", "protocol", "srcPort", "srcCidr", "destPort", "destCidr", "syslogEnabled"];

    /// <summary>What would change.</summary>
    public async Task<Result<ActionPlan>> Plan(Connection connection, ActionCall call, bool block, CancellationToken ct)
    {
        if (Target(connection, call).Fails(out var target, out var wrong))
        {
            return wrong;
        }

        if ((await Read(connection, target.Network, ct)).Fails(out var list, out var problem))
        {
            return problem;
        }

        var ours = list.Rules.Where(rule => IsOurs(rule, target)).ToArray();
        return block
            ? new ActionPlan($"The network's first outbound rule denies the address; {list.Rules.Length} rules follow it.", JsonSerializer.SerializeToElement(new { network = target.Network, add = Rule(call, target) }))
            : new ActionPlan($"{ours.Length} rules of Holdfast's for the address are taken out.", JsonSerializer.SerializeToElement(new { network = target.Network, remove = ours }));
    }

    /// <summary>Puts our rule first, or takes ours out.</summary>
    public async Task<ActionOutcome> Change(Connection connection, ActionCall call, bool block, CancellationToken ct) =>
        Target(connection, call).Fails(out var target, out var wrong)
            ? ProductOutcomes.Of(wrong)
            : await turns.Take(target.Network, () => ChangeInTurn(connection, call, target, block, ct), ct);

    /// <summary>Whether our rule is there, or is not.</summary>
    public async Task<PostCheck> Check(Connection connection, ActionCall call, bool block, CancellationToken ct)
    {
        if (Target(connection, call).Fails(out var target, out var wrong))
        {
            return new PostCheck.NotKnown(wrong.Detail);
        }

        if ((await Read(connection, target.Network, ct)).Fails(out var list, out var problem))
        {
            return new PostCheck.NotKnown(problem.Detail);
        }

        var mark = target with { Mark = block ? Mark(call) : target.Mark };
        return list.Rules.Any(rule => IsOurs(rule, mark)) == block
            ? new PostCheck.Confirmed(Result(mark), block ? Undo(mark) : null)
            : new PostCheck.NotThere(block ? "The network has no rule of this call." : "A rule of Holdfast's for the address is still there.");
    }

    private async Task<ActionOutcome> ChangeInTurn(Connection connection, ActionCall call, Place target, bool block, CancellationToken ct)
    {
        if ((await Read(connection, target.Network, ct)).Fails(out var before, out var problem))
        {
            return ProductOutcomes.Of(problem);
        }

        target = target with { Mark = block ? Mark(call) : target.Mark };
        var done = new ActionOutcome.Succeeded(Result(target), block ? Undo(target) : null);
        if (before.Rules.Any(rule => IsOurs(rule, target)) == block)
        {
            return done;
        }

        object[] rules = block ? [Rule(call, target), .. before.Rules] : [.. before.Rules.Where(rule => !IsOurs(rule, target))];
        var body = new Dictionary<string, object> { ["rules"] = rules };
        if (before.LogsDefault)
        {
            body["syslogDefaultRule"] = true;
        }

        var answer = await api.Send(connection, HttpMethod.Put, Path(target.Network), body, changes: true, ct);
        if (answer.Failure is { } failure)
        {
            return failure;
        }

        if ((await Read(connection, target.Network, ct)).Fails(out var after, out var unread))
        {
            return http.Doubtful("not_verified", "Meraki took the rules, and the list could not be read again.", changes: true, ProductHttp.Says(unread.Detail));
        }

        // Whoever wrote the list after us from what was before us has undone it.
        return after.Rules.Any(rule => IsOurs(rule, target)) == block ? done
            : Same(before.Rules, after.Rules) ? http.Fail("overwritten", "Meraki took the rules, and the list is as it was before: somebody else has written it at the same time.") with { Retryable = true }
            : http.Fail("overwritten", "Meraki took the rules, and the list is another one: somebody else has written it at the same time.") with { Retryable = true };
    }

    private async Task<Result<List>> Read(Connection connection, string network, CancellationToken ct)
    {
        var answer = await api.Get(connection, Path(network), ct);
        if (answer.Failure is { } failure)
        {
            return failure.AsProblem();
        }

        if (LooseJson.At(answer.Json, "rules") is not { ValueKind: JsonValueKind.Array } list || list.EnumerateArray().Any(rule => rule.ValueKind != JsonValueKind.Object))
        {
            return http.NotTheProduct(changes: false).AsProblem();
        }

        var rules = list.EnumerateArray().ToArray();
        return rules is [.. var own, var last] && LooseJson.Text(last, "comment") == DefaultRule && LooseJson.Text(last, "policy") == "allow"
            ? new List(own, LooseJson.Truth(last, "syslogEnabled") == true)
            : new List(rules, false);
    }

    private static Result<Place> Target(Connection connection, ActionCall call)
    {
        var network = call.Parameters.TextOrNull("network") ?? connection.Settings.TextOrNull("network");
        return network is null ? MerakiProblems.NoNetwork
            : !MerakiConnector.IsId(network) ? MerakiProblems.BadId
            : NormalAddress.Ip(call.Parameters.Text("address")) is { } address ? new Place(network, address, call.Parameters.TextOrNull("rule"))
            : MerakiProblems.BadAddress;
    }

    private static object Rule(ActionCall call, Place target) => new
    {
        comment = Mark(call),
        policy = "deny",
        protocol = "any",
        srcPort = "Any",
        srcCidr = "Any",
        destPort = "Any",
        destCidr = Cidr(target.Address),
        syslogEnabled = false,
    };

    // Of this mark, or of any mark of ours where none is said; for this address in both cases.
    private static bool IsOurs(JsonElement rule, Place target) =>
        LooseJson.Text(rule, "comment") is { } comment
        && (target.Mark is { } mark ? comment == mark : comment.StartsWith(Ours, StringComparison.Ordinal))
        && NormalAddress.Ip(LooseJson.Text(rule, "destCidr")) == target.Address;

    private static bool Same(JsonElement[] before, JsonElement[] after) =>
        before.Length == after.Length && before.Zip(after).All(pair => Members.All(name => string.Equals(LooseJson.Text(pair.First, name), LooseJson.Text(pair.Second, name), StringComparison.OrdinalIgnoreCase)));

    private static string Cidr(string address) => address + (address.Contains(':', StringComparison.Ordinal) ? "/128" : "/32");

    private static string Mark(ActionCall call) => Ours + call.Reference;

    private static string Path(string network) => $"networks/{network}/appliance/firewall/l3FirewallRules";

    private static JsonElement Result(Place target) => JsonSerializer.SerializeToElement(new { network = target.Network, address = target.Address });

    private static JsonElement Undo(Place target) => JsonSerializer.SerializeToElement(new { network = target.Network, address = target.Address, rule = target.Mark });

    private sealed record Place(string Network, string Address, string? Mark);

    private sealed record List(JsonElement[] Rules, bool LogsDefault);
}
