using System.Text.Json;
using System.Xml.Linq;
using Holdfast.Modules.Integrations.Contracts;
using Holdfast.Modules.Integrations.Contracts.Ocsf;
using Holdfast.Platform.Kernel;

namespace Holdfast.Connectors.PaloAlto;

/// <summary>
/// Address objects in the configuration that is being changed; nothing has an effect before a commit. What was made here carries the reference in its
/// description, so that undoing takes away nothing of other people's.
/// </summary>
internal sealed class PaloAltoObjects(PaloAltoApi api)
{
    public const string Add = "paloalto.add_address_object";
    public const string Remove = "paloalto.remove_address_object";
    public static readonly string[] Kinds = ["ip-netmask", "ip-range", "fqdn"];

    public static bool Has(string action) => action is Add or Remove;

    public async Task<Result<ActionPlan>> Plan(Connection connection, ActionCall call, CancellationToken ct)
    {
        var name = call.Parameters.Text("name");
        if (call.Action == Add && !IsGood(call))
        {
            return PaloAltoProblems.BadObjectValue;
        }

        var candidate = await PaloAltoPaths.Read(api, connection, "get", PaloAltoPaths.Address(connection, name), ct);
        var running = candidate.Failure is null ? await PaloAltoPaths.Read(api, connection, "show", PaloAltoPaths.Address(connection, name), ct) : default;
        if ((candidate.Failure ?? running.Failure) is { } failure)
        {
            return failure.AsProblem();
        }

        if (call.Action == Remove && candidate.Node is null)
        {
            return PaloAltoProblems.NoObject;
        }

        if (call.Action == Add && candidate.Node is { } other && !IsSame(other, call))
        {
            return PaloAltoProblems.ObjectDiffers;
        }

        return new ActionPlan(
            call.Action == Remove ? $"The address object {name} is taken away, with the next commit."
                : candidate.Node is null ? $"The address object {name} is made, with the next commit." : $"The address object {name} is there already; nothing changes.",
            JsonSerializer.SerializeToElement(new
            {
                running = Json(running.Node),
                candidate = Json(candidate.Node),
                after = call.Action == Remove ? null : (object)call.Parameters.Json,
            }));
    }

    public async Task<ActionOutcome> Execute(Connection connection, ActionCall call, CancellationToken ct)
    {
        if (call.Action == Add && !IsGood(call))
        {
            return new ActionOutcome.Refused(PaloAltoProblems.BadObjectValue.Code, PaloAltoProblems.BadObjectValue.Detail);
        }

        var path = PaloAltoPaths.Address(connection, call.Parameters.Text("name"));
        var there = await PaloAltoPaths.Read(api, connection, "get", path, ct);
        if (there.Failure is { } unread)
        {
            return unread;
        }

        if (call.Action == Add && there.Node is { } node)
        {
            return IsSame(node, call) ? new ActionOutcome.Succeeded(Result(call), UndoOfAdding(node, call))
                : new ActionOutcome.Refused(PaloAltoProblems.ObjectDiffers.Code, PaloAltoProblems.ObjectDiffers.Detail);
        }

        if (call.Action == Remove && there.Node is null)
        {
            return new ActionOutcome.Failed(PaloAltoProblems.NoObject.Code, PaloAltoProblems.NoObject.Detail, Retryable: false);
        }

        var made = Element(call);
        var answer = call.Action == Add
            ? await api.Ask(connection, "config", [("action", "set"), ("xpath", path), ("element", string.Concat(made.Elements().Select(PaloAltoXml.Write)))], changes: true, ct)
            : await api.Ask(connection, "config", [("action", "delete"), ("xpath", path)], changes: true, ct);
        return answer.Failure is { } failure ? failure
            : new ActionOutcome.Succeeded(Result(call), call.Action == Add ? UndoOfAdding(made, call) : Parameters(there.Node!));
    }

    public async Task<PostCheck> Check(Connection connection, ActionCall call, CancellationToken ct)
    {
        var path = PaloAltoPaths.Address(connection, call.Parameters.Text("name"));
        var candidate = await PaloAltoPaths.Read(api, connection, "get", path, ct);
        if (candidate.Failure is { } failure)
        {
            return new PostCheck.NotKnown(failure.Detail);
        }

        if (call.Action == Add)
        {
            return candidate.Node is null ? new PostCheck.NotThere("There is no such address object.")
                : IsSame(candidate.Node, call) ? new PostCheck.Confirmed(Result(call), UndoOfAdding(candidate.Node, call))
                : new PostCheck.NotThere(PaloAltoProblems.ObjectDiffers.Detail);
        }

        if (candidate.Node is not null)
        {
            return new PostCheck.NotThere("The address object is still there.");
        }

        // What it was stands in the running configuration, until a commit.
        var running = await PaloAltoPaths.Read(api, connection, "show", path, ct);
        return new PostCheck.Confirmed(Result(call), running.Node is { } was ? Parameters(was) : null);
    }

    private static bool IsGood(ActionCall call)
    {
        var value = call.Parameters.Text("value");
        return Kind(call) switch
        {
            "fqdn" => NormalObservable.Of(ObservableType.DomainName, value) is not null,
            "ip-range" => value.Split('-') is [var from, var to] && NormalAddress.Ip(from) is not null && NormalAddress.Ip(to) is not null,
            _ => NormalAddress.Port(value) is null && (NormalAddress.Ip(value) is not null || System.Net.IPNetwork.TryParse(value, out _)),
        };
    }

    private static bool IsSame(XElement node, ActionCall call) => node.Element(Kind(call))?.Value.Trim() == call.Parameters.Text("value");

    private static string Kind(ActionCall call) => call.Parameters.TextOrNull("kind") ?? Kinds[0];

    private static string Mark(ActionCall call) => $"[ref:{call.Reference}]";

    private static XElement Element(ActionCall call)
    {
        var entry = new XElement("entry");
        if (call.Action == Add)
        {
            entry.Add(new XElement(Kind(call), call.Parameters.Text("value")));
            entry.Add(new XElement("description", $"{call.Parameters.TextOrNull("description")} {Mark(call)}".Trim()));
            if (call.Parameters.Texts("tags") is { Count: > 0 } tags)
            {
                entry.Add(new XElement("tag", tags.Select(tag => new XElement("member", tag))));
            }
        }

        return entry;
    }

    private static JsonElement? UndoOfAdding(XElement node, ActionCall call) =>
        node.Element("description")?.Value.Contains(Mark(call), StringComparison.Ordinal) == true ? JsonSerializer.SerializeToElement(new { name = call.Parameters.Text("name") }) : null;

    // As the inverse takes it. A description that was made here loses its mark, and gets that of the one who makes it again.
    private static JsonElement? Parameters(XElement node)
    {
        if (Kinds.FirstOrDefault(kind => node.Element(kind) is not null) is not { } kind)
        {
            return null;
        }

        var description = PaloAltoXml.Text(node, "description") ?? "";
        var mark = description.LastIndexOf("[ref:", StringComparison.Ordinal);
        description = PaloAltoXml.Line(mark >= 0 ? description[..mark] : description, 900);
        var parameters = new Dictionary<string, object>
        {
            ["name"] = node.Attribute("name")?.Value ?? "",
            ["value"] = PaloAltoXml.Text(node, kind) ?? "",
            ["kind"] = kind,
        };
        if (description.Length > 0)
        {
            parameters["description"] = description;
        }

        if (node.Element("tag")?.Elements("member").Select(member => member.Value.Trim()).Where(tag => tag.Length > 0).Take(50).ToArray() is { Length: > 0 } tags)
        {
            parameters["tags"] = tags;
        }

        return JsonSerializer.SerializeToElement(parameters);
    }

    private static JsonElement? Json(XElement? node) => node is null ? null : PaloAltoXml.ToJson(node);

    private static JsonElement Result(ActionCall call) => JsonSerializer.SerializeToElement(new { name = call.Parameters.Text("name") });
}
