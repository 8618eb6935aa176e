using System.Globalization;
using System.Text.Json;
using System.Xml.Linq;
using System.Xml.XPath;
using Holdfast.Modules.Integrations.Contracts;
using Holdfast.Modules.Integrations.Contracts.Ocsf;
using Holdfast.Platform.Kernel;

namespace Holdfast.Connectors.PaloAlto;

/// <summary>
/// Blocking without a commit: an address gets a tag (User-ID), a dynamic address group has those with the tag, and a rule that people have made denies the
/// group. One address per message: of several, the words of one could hide another's failure.
/// </summary>
internal sealed class PaloAltoTags(PaloAltoApi api)
{
    public const string Block = "paloalto.block_address";
    public const string Unblock = "paloalto.unblock_address";
    public const string DefaultTag = "holdfast-block";
    private const int PageSize = 500;
    private const int MaxPages = 200;

    public static bool Has(string action) => action is Block or Unblock;

    public async Task<Result<ActionPlan>> Plan(Connection connection, ActionCall call, CancellationToken ct)
    {
        if (Address(call) is not { } address)
        {
            return PaloAltoProblems.NotAnAddress;
        }

        var tag = Tag(connection, call);
        var there = await IsRegistered(connection, address, tag, ct);
        if (there.Failure is { } failure)
        {
            return failure.AsProblem();
        }

        // A tag that no group looks for is taken and blocks nothing.
        var groups = await api.Op(connection, new XElement("show", new XElement("object", new XElement("dynamic-address-group", new XElement("all")))), ct, PaloAltoApi.MaxListBytes);
        var used = groups.Failure is null ? groups.Response!.Descendants("filter").Any(filter => filter.Value.Contains(tag, StringComparison.Ordinal)) : (bool?)null;
        var summary = call.Action == Unblock
            ? there.Is ? $"{address} loses the tag {tag}." : $"{address} does not have the tag {tag}; nothing changes."
            : (there.Is ? $"{address} has the tag {tag} already; nothing changes." : $"{address} gets the tag {tag}{For(call)}.")
                + (used == false ? " No dynamic address group looks for this tag, so nothing is blocked by it." : "");
        return new ActionPlan(summary, JsonSerializer.SerializeToElement(new { address, tag, before = new { tagged = there.Is }, after = new { tagged = call.Action == Block }, usedByAGroup = used }));
    }

    public async Task<ActionOutcome> Execute(Connection connection, ActionCall call, CancellationToken ct)
    {
        if (Address(call) is not { } address)
        {
            return new ActionOutcome.Refused(PaloAltoProblems.NotAnAddress.Code, PaloAltoProblems.NotAnAddress.Detail);
        }

        var tag = Tag(connection, call);
        var member = new XElement("member", tag);
        if (call.Parameters.NumberOrNull("seconds") is { } seconds)
        {
            member.Add(new XAttribute("timeout", seconds.ToString(CultureInfo.InvariantCulture)));
        }

        var entry = new XElement("entry", new XAttribute("ip", address), new XElement("tag", member));
        if (call.Action == Block)
        {
            entry.Add(new XAttribute("persistent", "1"));
        }

        var message = new XElement(
            "uid-message",
            new XElement("version", "2.0"),
            new XElement("type", "update"),
            new XElement("payload", new XElement(call.Action == Block ? "register" : "unregister", entry)));
        var answer = await api.Ask(connection, "user-id", [("cmd", PaloAltoXml.Write(message))], changes: true, ct);
        return answer.Failure is { } failure && !IsSoAlready(answer, call.Action) ? failure
            : answer.Failure is null && answer.Response!.Descendants("uid-response").FirstOrDefault() is null ? api.Http.NotTheProduct(changes: true)
            : new ActionOutcome.Succeeded(Result(address, tag), Undo(address, tag));
    }

    public async Task<PostCheck> Check(Connection connection, ActionCall call, CancellationToken ct)
    {
        if (Address(call) is not { } address)
        {
            return new PostCheck.NotThere(PaloAltoProblems.NotAnAddress.Detail);
        }

        var tag = Tag(connection, call);
        var there = await IsRegistered(connection, address, tag, ct);
        return there.Failure is { } failure ? new PostCheck.NotKnown(failure.Detail)
            : there.Is == (call.Action == Block) ? new PostCheck.Confirmed(Result(address, tag), Undo(address, tag))
            : new PostCheck.NotThere(there.Is ? "The address still has the tag." : "The address does not have the tag.");
    }

    // Every message has to say so: only the last one would be too few.
    private static bool IsSoAlready(PaloAltoAnswer answer, string action) =>
        answer.Response is { } response && PaloAltoAnswer.UidMessages(response) is { Count: > 0 } messages
        && messages.All(message => message.EndsWith(action == Block ? "already exists, ignore" : "does not exist, ignore unreg", StringComparison.Ordinal));

    // The list comes in pages that begin at 1; the last is the one that is not full.
    private async Task<(bool Is, ActionOutcome.Failed? Failure)> IsRegistered(Connection connection, string address, string tag, CancellationToken ct)
    {
        for (var page = 0; page < MaxPages; page++)
        {
            var answer = await api.Op(
                connection,
                new XElement("show", new XElement("object", new XElement(
                    "registered-ip",
                    new XElement("tag", new XElement("entry", new XAttribute("name", tag))),
                    new XElement("limit", PageSize),
                    new XElement("start-point", (page * PageSize) + 1)))),
                ct,
                PaloAltoApi.MaxListBytes);
            if (answer.Failure is { } failure)
            {
                return (false, failure);
            }

            if (answer.Result is null || answer.Response!.XPathSelectElement("result/msg/line/outfile") is not null)
            {
                return (false, api.Http.NotTheProduct(changes: false));
            }

            var entries = answer.Result.Elements("entry").ToArray();
            if (entries.Any(entry => NormalAddress.Ip(entry.Attribute("ip")?.Value) == address && entry.XPathSelectElements("tag/member").Any(member => member.Value.Trim() == tag)))
            {
                return (true, null);
            }

            if (entries.Length < PageSize)
            {
                return (false, null);
            }
        }

        return (false, api.Http.Fail("too_many", "The device has more tagged addresses than can be looked through."));
    }

    private static string? Address(ActionCall call) =>
        call.Parameters.Text("address") is var text && !text.Contains('/', StringComparison.Ordinal) && NormalAddress.Port(text) is null ? NormalAddress.Ip(text) : null;

    private static string Tag(Connection connection, ActionCall call) => call.Parameters.TextOrNull("tag") ?? connection.Settings.TextOrNull("blockTag") ?? DefaultTag;

    private static string For(ActionCall call) => call.Parameters.NumberOrNull("seconds") is > 0 and var seconds ? $" for {seconds} seconds" : "";

    private static JsonElement Result(string address, string tag) => JsonSerializer.SerializeToElement(new { address, tag });

    private static JsonElement Undo(string address, string tag) => JsonSerializer.SerializeToElement(new { address, tag });
}
