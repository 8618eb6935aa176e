using System.Text.Json;
using Holdfast.Modules.Playbooks.Definitions.Values;
using Holdfast.Modules.Playbooks.Definitions.Yaml;

namespace Holdfast.Modules.Playbooks.Definitions;

/// <summary>Makes a definition of nodes, and judges what only the whole shows: references, ids, times. What is not as the shapes say is passed over.</summary>
internal sealed class DefinitionReader(Vocabulary vocabulary, Mistakes mistakes)
{
    private readonly StepReader steps = new(vocabulary, mistakes);
    private readonly ValueReader values = new(mistakes);

    public PlaybookDefinition? Read(YamlNode root)
    {
        if (root is not YamlMap map)
        {
            return null;
        }

        var inputs = Inputs(map.Find("inputs")?.Value);
        var events = EventsOf(map.Find("triggers")?.Value);
        var hasBody = ((map.Find("triggers")?.Value as YamlList)?.Items ?? []).OfType<YamlMap>().Any(t => t.Find("webhook") is not null);
        var sight = new Sight(vocabulary, events, inputs.Select(i => i.Name).ToHashSet(StringComparer.Ordinal)) { HasBody = hasBody };
        var triggers = Triggers(map.Find("triggers")?.Value, sight, inputs);
        return new PlaybookDefinition(
            Nodes.Text(map, "name") ?? "", Nodes.Text(map, "description") ?? "", inputs, triggers, Limits(map.Find("limits")?.Value), steps.Read(map.Find("steps")?.Value, sight));
    }

    private static RunLimits Limits(YamlNode? node) => node is not YamlMap map ? RunLimits.Usual : new RunLimits(
        Nodes.Number(map, "concurrent") ?? RunLimits.Usual.Concurrent, Nodes.Number(map, "per_hour") ?? RunLimits.Usual.PerHour, Nodes.Length(map, "duration") ?? RunLimits.Usual.Duration);

    private List<InputDefinition> Inputs(YamlNode? node)
    {
        var inputs = new List<InputDefinition>();
        foreach (var member in (node as YamlMap)?.Members ?? [])
        {
            if (member.Value is not YamlMap map)
            {
                continue;
            }

            var type = Nodes.Text(map, "type") ?? "text";
            var usual = map.Find("default");
            JsonElement? value = usual is null ? null : values.Value(usual.Value, new Sight(vocabulary, [], new HashSet<string>())).Element(DataScope.New());
            if (value is { ValueKind: not JsonValueKind.Null } given && InputRules.Wrong(type, given) is { } wrong)
            {
                mistakes.Add(usual!.Value.At, "playbook.bad_default", wrong);
            }

            inputs.Add(new InputDefinition(member.Name, type, Nodes.Text(map, "description") ?? "", Nodes.Flag(map, "required") ?? false, value is { ValueKind: JsonValueKind.Null } ? null : value));
        }

        return inputs;
    }

    private List<string> EventsOf(YamlNode? node) =>
    [
        .. ((node as YamlList)?.Items ?? []).OfType<YamlMap>().Select(t => Nodes.Text(t, "event")).OfType<string>().Where(vocabulary.HasEvent).Distinct(StringComparer.Ordinal),
    ];

    private List<Trigger> Triggers(YamlNode? node, Sight sight, List<InputDefinition> inputs)
    {
        var triggers = new List<Trigger>();
        foreach (var map in ((node as YamlList)?.Items ?? []).OfType<YamlMap>())
        {
            var isByItself = map.Find("manual") is null;
            if (isByItself && inputs.Find(i => i.Required && i.Default is null) is { } missing)
            {
                mistakes.Add(map.At, "playbook.input_without_default", $"Nobody gives the input '{missing.Name}' here: it needs a default, or not to be required.");
            }

            if (map.Find("match") is { } match && map.Find("event") is null && map.Find("webhook") is null)
            {
                mistakes.Add(match.At, "playbook.unknown_member", "Only an event or a webhook has a match.");
            }

            if (map.Find("webhook") is { } second && triggers.Any(t => t is WebhookTrigger))
            {
                mistakes.Add(second.At, "playbook.duplicate", "A playbook has one address: there is one webhook trigger at most.");
            }

            if (map.Find("zone") is { } zone && map.Find("schedule") is null)
            {
                mistakes.Add(zone.At, "playbook.unknown_member", "Only a schedule has a zone.");
            }

            if (Read(map, sight) is { } trigger)
            {
                triggers.Add(trigger);
            }
        }

        return triggers;
    }

    private Trigger? Read(YamlMap map, Sight sight)
    {
        if (map.Find("event") is { Value: YamlScalar name } named)
        {
            if (!vocabulary.HasEvent(name.Text))
            {
                mistakes.Add(named.Value.At, "playbook.unknown_event", $"There is no event '{YamlReader.Short(name.Text)}'; GET /api/admin/webhooks/events lists them.");
            }

            // What only other triggers say is not there when this one fires.
            return new EventTrigger(name.Text, values.Condition(map.Find("match")?.Value, sight with { Events = vocabulary.HasEvent(name.Text) ? [name.Text] : sight.Events, HasBody = false }));
        }

        if (map.Find("schedule") is { Value: YamlScalar cron })
        {
            var zone = Nodes.Text(map, "zone") ?? "UTC";
            if (Schedule.Wrong(cron.Text) is { } wrong)
            {
                mistakes.Add(cron.At, "playbook.bad_schedule", wrong);
            }

            if (!Schedule.HasZone(zone))
            {
                mistakes.Add(map.Find("zone")!.Value.At, "playbook.unknown_zone", "There is no such time zone; expected is an IANA name such as Europe/Madrid.");
            }

            return new ScheduleTrigger(cron.Text, zone);
        }

        if (map.Find("webhook") is { Value: YamlMap webhook })
        {
            return new WebhookTrigger(Nodes.Text(webhook, "proof") != "token", values.Condition(map.Find("match")?.Value, sight with { Events = [], HasBody = true }));
        }

        return map.Find("manual") is null ? null : new ManualTrigger();
    }
}

/// <summary>Reads members of objects; what is not of the right kind is not there.</summary>
internal static class Nodes
{
    public static string? Text(YamlMap map, string name) => map.Find(name)?.Value is YamlScalar { IsNull: false } scalar ? scalar.Text : null;

    public static bool? Flag(YamlMap map, string name) => map.Find(name)?.Value is YamlScalar scalar ? scalar.Flag : null;

    public static int? Number(YamlMap map, string name) => map.Find(name)?.Value is YamlScalar { Number: { } number } && number is >= 0 and <= 1_000_000 ? (int)number : null;

    public static TimeSpan? Length(YamlMap map, string name) => Text(map, name) is { } text ? Duration.Parse(text) : null;

    public static IReadOnlyList<YamlNode> List(YamlMap map, string name) => map.Find(name)?.Value is YamlList list ? list.Items : [];
}
