using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Holdfast.Modules.Integrations.Contracts;

namespace Holdfast.Modules.Playbooks.Definitions.Shapes;

/// <summary>What a playbook looks like: the one description of it.</summary>
internal static partial class PlaybookShapes
{
    public static readonly TimeSpan LongestRun = TimeSpan.FromDays(30);

    public static readonly string[] Operators = ["equals", "not_equals", "in", "contains", "starts_with", "matches_network", "greater", "less", "exists", "older_than"];

    public static readonly string[] InputTypes = ["text", "number", "flag", "address", "list"];

    public static readonly string[] Purposes = [.. Enum.GetNames<ActionPurpose>().Select(System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName)];

    private static readonly ObjectShape Condition = new("condition", "What has to be so. A path that is not there is null; what cannot be compared is not so.",
    [
        new("all", () => Conditions("All of these."), OneOf: true),
        new("any", () => Conditions("At least one of these."), OneOf: true),
        new("not", () => Condition!, OneOf: true),
        new("path", () => Path("What is looked at."), OneOf: true),
        new("op", () => new WordShape("How it is compared; equals when left out.", Operators)),
        new("value", () => new ValueShape("What with; none for exists.")),
    ]);

    private static readonly ObjectShape Action = new("action", "Something that is done through an integration, as an action run: what its risk asks for holds here too.",
    [
        new("integration", () => Template("The integration, by its id or its name; with a purpose, the oldest that works where it is left out.", 200)),
        new("purpose", () => new WordShape("What it is to be good for, whichever product does it.", Purposes), OneOf: true),
        new("action", () => new TextShape("The action's key; it needs the integration.", 100), OneOf: true),
        new("parameters", () => Values("As the action describes them.")),
        new("reason", () => Template("Why, for the person who approves.", 2000)),
        new("expires", () => new DurationShape("How long what is done holds: then it is undone by itself. Until somebody undoes it when left out.", LongestRun, TimeSpan.FromMinutes(1))),
    ]);

    private static readonly ObjectShape Compensation = new("compensation", "What undoes the step when a later one fails.",
    [
        new("undo", () => new FlagShape("The inverse of the action that the step was, as somebody would undo it by hand."), OneOf: true),
        new("integration", () => Template("As in an action.", 200)),
        new("purpose", () => new WordShape("As in an action.", Purposes), OneOf: true),
        new("action", () => new TextShape("As in an action.", 100), OneOf: true),
        new("parameters", () => Values("As the action describes them.")),
        new("reason", () => Template("Why, for the person who approves.", 2000)),
    ]);

    private static readonly ObjectShape Opening = new("ticket_open", "A new ticket.",
    [
        new("subject", () => Template("One line.", 200), Needed: true),
        new("description", () => Template("What it is about.", 10_000)),
        new("severity", () => new ValueShape("LOW, MEDIUM, HIGH or CRITICAL."), Needed: true),
        new("device", () => new ValueShape("The id of the device that it is about.")),
        new("tags", () => new ListShape("Words to find it by.", () => Template("A word.", 50), 0, 20)),
        new("observables", () => new ListShape("What was seen.", () => Thing("observable", "Something seen."), 0, 20)),
    ]);

    private static readonly ObjectShape Updating = new("ticket_update", "Changes a ticket; what is left out, or is null, stays.",
    [
        new("ticket", () => new ValueShape("The ticket's id."), Needed: true),
        new("severity", () => new ValueShape("LOW, MEDIUM, HIGH or CRITICAL.")),
        new("priority", () => new ValueShape("LOW, NORMAL, HIGH or URGENT.")),
        new("stage", () => new ValueShape("NEW, IN_PROGRESS or CLOSED.")),
        new("assignee", () => new ValueShape("Who takes care of it, by their id or username.")),
        new("tags", () => new ListShape("All the words to find it by.", () => Template("A word.", 50), 0, 20)),
    ]);

    private static readonly ObjectShape Closing = new("ticket_close", "Closes a ticket.",
    [
        new("ticket", () => new ValueShape("The ticket's id."), Needed: true),
        new("reason", () => new ValueShape("Why, in the words of the tickets.")),
        new("resolution", () => Template("What was done.", 2000)),
    ]);

    private static readonly ObjectShape Linking = new("ticket_link", "Says what a ticket has to do with.",
    [
        new("ticket", () => new ValueShape("The ticket's id."), Needed: true),
        new("kind", () => new ValueShape("What kind of thing, in the words of the tickets."), Needed: true),
        new("value", () => new ValueShape("Its id or address."), Needed: true),
    ]);

    private static readonly ObjectShape Ticket = new("ticket", "Something that is done with a ticket.",
    [
        new("open", () => Opening, OneOf: true), new("update", () => Updating, OneOf: true), new("close", () => Closing, OneOf: true), new("link", () => Linking, OneOf: true),
    ]);

    private static readonly ObjectShape Comment = new("comment", "Says something about a ticket.",
    [
        new("ticket", () => new ValueShape("The ticket's id."), Needed: true), new("text", () => Template("What.", 4000), Needed: true),
    ]);

    private static readonly ObjectShape Approval = new("approval", "Waits until a person with the right to approve allows it.",
    [
        new("ask", () => Template("What they are asked.", 2000), Needed: true),
        new("not_publisher", () => new FlagShape("Whether it has to be another person than who published the playbook; true when left out.")),
        new("not_starter", () => new FlagShape("Whether it has to be another person than who started the run; true when left out.")),
        new("at_timeout", () => new WordShape("What happens when nobody decides; fail when left out.", ["fail", "go_on"])),
    ]);

    private static readonly ObjectShape Wait = new("wait", "Waits.",
    [
        new("duration", () => new DurationShape("For so long.", LongestRun), OneOf: true),
        new("until", () => new ValueShape("Until this time, as RFC 3339."), OneOf: true),
        new("event", () => new TextShape("For an event of this name.", 100, EventName()), OneOf: true),
        new("match", () => Condition),
        new("at_timeout", () => new WordShape("What happens when the event does not come; fail when left out.", ["fail", "go_on"])),
    ]);

    private static readonly ObjectShape Case = new("case", "What is done when something is so.",
    [
        new("when", () => Condition, Needed: true), new("steps", () => Steps!, Needed: true),
    ]);

    private static readonly ObjectShape Branch = new("branch", "The steps of the first case that is so.",
    [
        new("cases", () => new ListShape("The cases, in order.", () => Case, 1, 10), Needed: true), new("otherwise", () => Steps!),
    ]);

    private static readonly ObjectShape Loop = new("loop", "The same steps for each of a list, one after the other: each is 'item', its number 'index'.",
    [
        new("over", () => new ValueShape("The list; of a longer one than is allowed the step fails."), Needed: true),
        new("most", () => new NumberShape("The longest list that is allowed; 100 when left out.", 1, 100)),
        new("steps", () => Steps!, Needed: true),
    ]);

    private static readonly ObjectShape Transform = new("transform", "Makes one value of others.",
    [
        new("pick", () => Of("pick", "Some members of an object.", new Member("members", () => new ListShape("Their names.", () => new TextShape("A name.", 100), 1, 50), Needed: true)), OneOf: true),
        new("map", () => Of("map", "What stands at a path in each of a list.", new Member("path", () => Path("Below each."), Needed: true)), OneOf: true),
        new("filter", () => Of("filter", "Those of a list, each as 'item', for which something is so.", new Member("where", () => Condition, Needed: true)), OneOf: true),
        new("join", () => Of("join", "The texts of a list as one.", new Member("with", () => new TextShape("What stands between them.", 20))), OneOf: true),
        new("count", () => Of("count", "How many there are."), OneOf: true),
        new("unique", () => Of("unique", "Each of a list once."), OneOf: true),
        new("first", () => Of("first", "The first of a list."), OneOf: true),
        new("format", () => Template("A text.", 10_000), OneOf: true),
    ]);

    private static readonly ObjectShape Mailing = new("notify_mail", "Who gets a mail too: members of the tenant who may sign in, each one mail, at most 50.",
    [
        new("members", () => new ListShape("By their ids or usernames.", () => Template("A member.", 100), 1, 50)),
        new("ticket", () => new ValueShape("A ticket's id: who follows it, who takes care of it and who opened it.")),
    ]);

    private static readonly ObjectShape Notify = new("notify", "Says something by the event playbook.notified, which the tenant's webhooks carry; and to whom it names.",
    [
        new("subject", () => Template("One line.", 200), Needed: true),
        new("text", () => Template("What.", 4000), Needed: true),
        new("mail", () => Mailing),
        new("webhook", () => Template("A webhook of the tenant, by its id or its description, whether or not it asks for the event.", 200)),
    ]);

    private static readonly ObjectShape Retry = new("retry", "Tries again what failed without an effect.",
    [
        new("attempts", () => new NumberShape("How often it is tried at most.", 1, 10), Needed: true),
        new("backoff", () => new DurationShape("The pause before the second attempt; it doubles with each.", TimeSpan.FromHours(1))),
    ]);

    private static readonly ObjectShape Step = new("step", "Something that is done, decided or waited for.",
    [
        new("id", () => new TextShape("Unique in the playbook; its output is steps.<id>.", 40, Name()), Needed: true),
        new("when", () => Condition),
        new("timeout", () => new DurationShape("How long it may take, waiting for approval with it.", LongestRun)),
        new("retry", () => Retry),
        new("continue_on_failure", () => new FlagShape("Whether the run goes on when it fails.")),
        new("compensate", () => Compensation),
        new("action", () => Action, OneOf: true),
        new("ticket", () => Ticket, OneOf: true),
        new("comment", () => Comment, OneOf: true),
        new("approval", () => Approval, OneOf: true),
        new("wait", () => Wait, OneOf: true),
        new("branch", () => Branch, OneOf: true),
        new("loop", () => Loop, OneOf: true),
        new("transform", () => Transform, OneOf: true),
        new("notify", () => Notify, OneOf: true),
    ]);

    private static readonly ListShape Steps = new("Done one after the other.", () => Step, 1, 100);

    private static readonly ObjectShape Input = new("input", "Something that who starts a run gives.",
    [
        new("type", () => new WordShape("What it is.", InputTypes), Needed: true),
        new("description", () => new TextShape("For people.", 500)),
        new("required", () => new FlagShape("Whether it has to be given; where events or a schedule start a run, it needs a default then.")),
        new("default", () => new ValueShape("What it is when it is not given; a literal.")),
    ]);

    private static readonly ObjectShape Posting = new("webhook", "JSON that somebody outside posts to the playbook's address: it is trigger.body. The address and its secret are made with POST /api/playbooks/{id}/receiver.",
    [
        new("proof", () => new WordShape("How they prove that they may: they sign with the secret, or send it in a header; signature when left out.", ["signature", "token"])),
    ]);

    private static readonly ObjectShape Trigger = new("trigger", "What starts a run.",
    [
        new("event", () => new TextShape("An event of this name.", 100, EventName()), OneOf: true),
        new("schedule", () => new TextShape("A time, as a cron expression of five fields.", 100), OneOf: true),
        new("manual", () => new FlagShape("A person or program that asks for it."), OneOf: true),
        new("webhook", () => Posting, OneOf: true),
        new("match", () => Condition),
        new("zone", () => new TextShape("The IANA time zone of the schedule; UTC when left out.", 60)),
    ]);

    private static readonly ObjectShape Limits = new("limits", "How much it may do.",
    [
        new("concurrent", () => new NumberShape("How many runs go on at a time; more wait. 5 when left out.", 1, 50)),
        new("per_hour", () => new NumberShape("How many runs begin in an hour; more are refused. 60 when left out.", 1, 1000)),
        new("duration", () => new DurationShape("How long a run may take; 1d when left out.", LongestRun)),
    ]);

    /// <summary>A whole playbook.</summary>
    public static ObjectShape Playbook { get; } = new("playbook", "What is to be done when something happens.",
    [
        new("name", () => new TextShape("Its name, unique in the tenant.", 100), Needed: true),
        new("description", () => new TextShape("What it is for.", 2000)),
        new("inputs", () => new NamesShape("What who starts a run gives, by name.", () => Input, Name(), 30)),
        new("triggers", () => new ListShape("What starts it.", () => Trigger, 1, 10), Needed: true),
        new("limits", () => Limits),
        new("steps", () => Steps!, Needed: true),
    ]);

    /// <summary>The published JSON schema.</summary>
    public static JsonObject Schema()
    {
        var definitions = new JsonObject();
        var root = Playbook.Schema(definitions);
        return new JsonObject
        {
            ["$schema"] = "https://json-schema.org/draft/2020-12/schema",
            ["title"] = "Holdfast playbook",
            ["$ref"] = (string?)root["$ref"],
            ["$defs"] = definitions,
        };
    }

    [GeneratedRegex("^[a-z][a-z0-9_]{0,39}$")]
    public static partial Regex Name();

    [GeneratedRegex("^[a-z][a-z_]{0,40}\\.[a-z][a-z_]{0,40}$")]
    private static partial Regex EventName();

    [GeneratedRegex("^[A-Za-z][A-Za-z0-9_]{0,63}$")]
    private static partial Regex ParameterName();

    [GeneratedRegex("^[a-z][A-Za-z0-9_]*(\\.[A-Za-z0-9_-]+)*$")]
    public static partial Regex PathForm();

    private static ListShape Conditions(string says) => new(says, () => Condition, 1, 20);

    private static TextShape Path(string says) => new(says, 200, PathForm());

    private static TextShape Template(string says, int most) => new($"{says} {{{{ path }}}} stands for what is there.", most);

    private static NamesShape Values(string says) => new(says, () => new ValueShape("A parameter."), ParameterName(), 50);

    private static ObjectShape Of(string name, string says, params Member[] more) => new($"transform_{name}", says, [new("of", () => new ValueShape("Of what."), Needed: true), .. more]);

    private static ObjectShape Thing(string name, string says) => new(name, says,
    [
        new("kind", () => new ValueShape("What kind of thing, in the words of the tickets."), Needed: true), new("value", () => new ValueShape("Its text."), Needed: true),
    ]);
}
