using System.Text.Json.Nodes;
using Holdfast.Modules.Playbooks.Definitions.Values;
using Holdfast.Modules.Playbooks.Definitions.Yaml;

namespace Holdfast.Modules.Playbooks.Definitions;

/// <summary>Reads steps, and judges what each may refer to.</summary>
internal sealed class StepReader(Vocabulary vocabulary, Mistakes mistakes)
{
    private readonly ValueReader values = new(mistakes);
    private readonly HashSet<string> ids = new(StringComparer.Ordinal);

    public List<Step> Read(YamlNode? node, Sight sight)
    {
        var all = new HashSet<string>(StringComparer.Ordinal);
        Collect(node, all);
        return Steps(node, sight with { All = all });
    }

    private static void Collect(YamlNode? node, HashSet<string> all)
    {
        foreach (var map in ((node as YamlList)?.Items ?? []).OfType<YamlMap>())
        {
            if (Nodes.Text(map, "id") is { } id)
            {
                all.Add(id);
            }

            foreach (var inner in new[] { "branch", "loop" }.Select(k => map.Find(k)?.Value).OfType<YamlMap>())
            {
                Collect(inner.Find("steps")?.Value, all);
                Collect(inner.Find("otherwise")?.Value, all);
                foreach (var branch in Nodes.List(inner, "cases").OfType<YamlMap>())
                {
                    Collect(branch.Find("steps")?.Value, all);
                }
            }
        }
    }

    private List<Step> Steps(YamlNode? node, Sight sight)
    {
        var steps = new List<Step>();
        foreach (var map in ((node as YamlList)?.Items ?? []).OfType<YamlMap>())
        {
            var id = Nodes.Text(map, "id") ?? "";
            if (id.Length > 0 && !ids.Add(id))
            {
                mistakes.Add(map.Find("id")!.Value.At, "playbook.duplicate_step", $"There is another step '{YamlReader.Short(id)}'.");
            }

            var when = values.Condition(map.Find("when")?.Value, sight);
            if (Body(map, sight) is { } body)
            {
                steps.Add(Read(map, id, body, when, sight));
            }

            sight = sight.After(id);
        }

        return steps;
    }

    private Step Read(YamlMap map, string id, StepBody body, Condition? when, Sight sight)
    {
        var retry = map.Find("retry")?.Value is YamlMap policy
            ? new RetryPolicy(Nodes.Number(policy, "attempts") ?? 1, Nodes.Length(policy, "backoff") ?? TimeSpan.FromSeconds(30))
            : RetryPolicy.Once;
        if (map.Find("retry") is { } retried && body is not ActionBody)
        {
            mistakes.Add(retried.At, "playbook.no_retry", "Only an action is tried again; the others fail for what does not change by itself.");
        }

        if (map.Find("compensate") is { } undo && body is not (ActionBody or TicketBody))
        {
            mistakes.Add(undo.At, "playbook.no_compensation", "Only what has an effect can be compensated.");
        }

        return new Step(id, body)
        {
            When = when,
            Timeout = Nodes.Length(map, "timeout"),
            Retry = retry,
            ContinueOnFailure = Nodes.Flag(map, "continue_on_failure") ?? false,
            Compensate = map.Find("compensate")?.Value is YamlMap compensation ? Compensation(compensation, body, sight.After(id)) : null,
        };
    }

    private StepBody Compensation(YamlMap map, StepBody of, Sight sight)
    {
        if (map.Find("undo") is not { } undo)
        {
            return Action(map, sight);
        }

        if (of is not ActionBody)
        {
            mistakes.Add(undo.At, "playbook.no_undo", "Only an action has an inverse; another step is compensated by an action.");
        }

        foreach (var more in map.Members.Where(m => m.Name is "integration" or "parameters" or "reason"))
        {
            mistakes.Add(more.At, "playbook.unknown_member", "What undoes an action is known by what it has done: nothing more is said.");
        }

        return new UndoBody();
    }

    private StepBody? Body(YamlMap map, Sight sight) =>
        Of("action", map) is { } action ? Action(action, sight)
        : Of("ticket", map) is { } ticket ? Ticket(ticket, sight)
        : Of("comment", map) is { } comment ? new TicketBody(TicketAct.Comment, Fields(comment, sight))
        : Of("approval", map) is { } approval ? new ApprovalBody(
            values.Text(approval.Find("ask")?.Value, sight), Nodes.Flag(approval, "not_publisher") ?? true, Nodes.Flag(approval, "not_starter") ?? true, GoesOn(approval))
        : Of("wait", map) is { } wait ? Wait(wait, sight)
        : Of("branch", map) is { } branch ? Branch(branch, sight)
        : Of("loop", map) is { } loop ? new LoopBody(values.Value(loop.Find("over")?.Value, sight), Nodes.Number(loop, "most") ?? 100, Steps(loop.Find("steps")?.Value, sight with { HasItem = true }))
        : Of("transform", map) is { } transform ? Transform(transform, sight)
        : Of("notify", map) is { } notify ? Notify(notify, sight)
        : null;

    private NotifyBody Notify(YamlMap map, Sight sight)
    {
        var mail = Of("mail", map);
        return new NotifyBody(values.Text(map.Find("subject")?.Value, sight), values.Text(map.Find("text")?.Value, sight))
        {
            Members = mail?.Find("members") is { } members ? values.Value(members.Value, sight) : null,
            Ticket = mail?.Find("ticket") is { } ticket ? values.Value(ticket.Value, sight) : null,
            Webhook = map.Find("webhook") is { } webhook ? values.Text(webhook.Value, sight) : null,
        };
    }

    private static YamlMap? Of(string name, YamlMap map) => map.Find(name)?.Value as YamlMap;

    private ActionBody Action(YamlMap map, Sight sight)
    {
        var (integration, action) = (map.Find("integration"), Nodes.Text(map, "action"));
        if (integration is null && action is not null)
        {
            mistakes.Add(map.At, "playbook.missing", "'integration' is needed with an action; with a purpose it may be left out.");
        }

        return new ActionBody(
            integration is null ? null : values.Text(integration.Value, sight), Nodes.Text(map, "purpose"), action, map.Find("parameters")?.Value is YamlMap given ? Fields(given, sight) : ObjectValue.None,
            map.Find("reason") is { } reason ? values.Text(reason.Value, sight) : null) { Expires = Nodes.Length(map, "expires") };
    }

    private TicketBody? Ticket(YamlMap map, Sight sight) =>
        Of("open", map) is { } open ? new TicketBody(TicketAct.Open, Fields(open, sight))
        : Of("update", map) is { } update ? new TicketBody(TicketAct.Update, Fields(update, sight))
        : Of("close", map) is { } close ? new TicketBody(TicketAct.Close, Fields(close, sight))
        : Of("link", map) is { } link ? new TicketBody(TicketAct.Link, Fields(link, sight))
        : null;

    private ObjectValue Fields(YamlMap map, Sight sight) => new([.. map.Members.Select(m => (m.Name, values.Value(m.Value, sight)))]);

    private WaitBody Wait(YamlMap map, Sight sight)
    {
        var name = Nodes.Text(map, "event");
        if (name is not null && !vocabulary.HasEvent(name))
        {
            mistakes.Add(map.Find("event")!.Value.At, "playbook.unknown_event", $"There is no event '{YamlReader.Short(name)}'; GET /api/admin/webhooks/events lists them.");
        }

        if (map.Find("match") is { } stray && name is null)
        {
            mistakes.Add(stray.At, "playbook.unknown_member", "Only an event has a match.");
        }

        var until = map.Find("until");
        if (until is { Value: YamlScalar text } && !text.Text.Contains("{{", StringComparison.Ordinal) && Texts.TimeOf(System.Text.Json.JsonSerializer.SerializeToElement(JsonValue.Create(text.Text))) is null)
        {
            mistakes.Add(text.At, "playbook.bad_value", "Here stands a time such as 2026-12-01T08:00:00Z.");
        }

        return new WaitBody(
            Nodes.Length(map, "duration"), until is null ? null : values.Value(until.Value, sight), name, values.Condition(map.Find("match")?.Value, sight with { Received = name }), GoesOn(map));
    }

    private BranchBody Branch(YamlMap map, Sight sight) => new(
        [
            .. Nodes.List(map, "cases").OfType<YamlMap>().Select(c => (When: values.Condition(c.Find("when")?.Value, sight), Steps: (IReadOnlyList<Step>)Steps(c.Find("steps")?.Value, sight)))
                .Where(c => c.When is not null).Select(c => (c.When!, c.Steps)),
        ],
        Steps(map.Find("otherwise")?.Value, sight));

    private TransformBody? Transform(YamlMap map, Sight sight)
    {
        if (map.Find("format") is { } format)
        {
            return new TransformBody("format", values.Text(format.Value, sight), [], null, null, "");
        }

        if (map.Members is not [{ Value: YamlMap made } one])
        {
            return null;
        }

        // The path of a map goes on from each item: there is nothing to judge it by.
        var path = made.Find("path")?.Value is YamlScalar below && Shapes.PlaybookShapes.PathForm().IsMatch(below.Text) ? new DataPath(below.Text) : null;
        return new TransformBody(
            one.Name,
            values.Value(made.Find("of")?.Value, sight),
            [.. Nodes.List(made, "members").OfType<YamlScalar>().Select(m => m.Text)],
            path,
            values.Condition(made.Find("where")?.Value, sight with { HasItem = true }),
            Nodes.Text(made, "with") ?? ", ");
    }

    private static bool GoesOn(YamlMap map) => Nodes.Text(map, "at_timeout") == "go_on";
}
