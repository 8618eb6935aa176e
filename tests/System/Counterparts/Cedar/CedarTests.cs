using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Holdfast.Modules.Access.Policies;
using Holdfast.Modules.Access.Policies.Values;

namespace Holdfast.Tests.System.Counterparts.Cedar;

/// <summary>
/// Our policy engine against Cedar's own (npm @cedar-policy/cedar-wasm). HOLDFAST_CEDAR_DECISIONS sets how many decisions are compared, HOLDFAST_CEDAR_SEED where the
/// random ones begin.
/// </summary>
public sealed class CedarTests(Node node)
{
    private const int RequestsOfScenario = 40;
    private const int ScenariosOfRun = 125;
    private const int Texts = 20_000;

    private static readonly int Decisions = Option("HOLDFAST_CEDAR_DECISIONS", 100_000);
    private static readonly int Seed = Option("HOLDFAST_CEDAR_SEED", 1);
    private static readonly Authorizer Authorizer = new(FailedForbid.Skipped);

    [Fact]
    public async Task Random_decisions_their_reasons_and_their_failures_are_Cedars()
    {
        var runs = (Decisions + (RequestsOfScenario * ScenariosOfRun) - 1) / (RequestsOfScenario * ScenariosOfRun);
        var tally = new Tally();
        await Parallel.ForAsync(0, runs, new ParallelOptions { MaxDegreeOfParallelism = 2 }, async (run, _) => await Compare(Seed + run, tally));

        TestContext.Current.TestOutputHelper?.WriteLine(tally.ToString());
        tally.Total.ShouldBeGreaterThanOrEqualTo(Decisions);
        // A generator that only denies, or only fails, would compare nothing.
        tally.Allowed.ShouldBeGreaterThan(tally.Total / 10);
        tally.Forbidden.ShouldBeGreaterThan(tally.Total / 20);
        tally.Failed.ShouldBeGreaterThan(tally.Total / 10);
        tally.Failed.ShouldBeLessThan(tally.Total * 9 / 10);
    }

    [Fact]
    public async Task Random_texts_are_read_or_refused_as_by_Cedar()
    {
        var random = new Random(Seed);
        var (policies, damage) = (new ScenarioGenerator(random), new TextDamage(random));
        var texts = Enumerable.Range(0, Texts).Select(at => at % 10 == 0 ? policies.Policy() : damage.Of(policies.Policy())).ToArray();
        var lines = await Lines("parse-cedar.mjs", texts.Select(text => JsonSerializer.Serialize(text)));

        lines.Length.ShouldBe(texts.Length);
        var (read, differing) = (0, new List<string>());
        foreach (var (text, line) in texts.Zip(lines))
        {
            var ours = PolicySet.Parse(text);
            read += ours.Value is null ? 0 : 1;
            if ((ours.Value is not null) != (line == "true"))
            {
                differing.Add($"{(line == "true" ? "Cedar reads" : "we read")}: {text}\n{string.Join("\n", ours.Problems)}");
            }
        }

        string.Join("\n\n", differing.Take(20)).ShouldBeEmpty($"{differing.Count} differ");
        read.ShouldBeInRange(Texts / 10, Texts * 9 / 10);
    }

    private async Task Compare(int seed, Tally tally)
    {
        var generator = new ScenarioGenerator(new Random(seed));
        var ours = Enumerable.Range(0, ScenariosOfRun).Select(_ => Read(generator.Next(RequestsOfScenario))).ToArray();
        var theirs = await Lines("decide-cedar.mjs", ours.Select(one => one.Line));

        theirs.Length.ShouldBe(ours.Length);
        foreach (var ((line, answers), their) in ours.Zip(theirs))
        {
            var answer = JsonNode.Parse(their)!;
            answer["problem"]?.ToString().ShouldBeNull(line);
            answer["refused"]!.AsArray().ShouldAllBe(refused => (bool)refused!, line);
            var (expected, here) = (answer["answers"]!.AsArray(), answers().ToArray());
            expected.Count.ShouldBe(here.Length);
            for (var at = 0; at < here.Length; at++)
            {
                if (Text(here[at]) != Text(expected[at]!))
                {
                    Assert.Fail($"Cedar says {Text(expected[at]!)} and we {Text(here[at])}: seed {seed}, request {at} of {line}\n{string.Join("\n", here[at].Failures)}");
                }

                tally.Add(here[at]);
            }
        }
    }

    // What the other side gets, and our own answers when they are asked for.
    private static (string Line, Func<IEnumerable<AuthorizationAnswer>> Answers) Read(Scenario scenario)
    {
        var (set, refused) = (new List<Policy>(), new JsonArray());
        foreach (var (id, text) in scenario.Policies.Concat(scenario.Templates))
        {
            if (PolicySet.ParseOne(id, text).Succeeded(out var policy, out _))
            {
                set.Add(policy);
            }
            else
            {
                refused.Add(text);
            }
        }

        var read = set.Select(policy => policy.Id).ToHashSet();
        var policies = PolicySet.Of(set);
        var links = scenario.Links.Where(link => read.Contains(link.Template)).ToArray();
        policies = links.Aggregate(policies, (all, link) => all.Link(link.Template, link.Id, Uid(link.Principal), Uid(link.Resource)));
        var line = new JsonObject
        {
            ["policies"] = Only(scenario.Policies),
            ["templates"] = Only(scenario.Templates),
            ["links"] = new JsonArray([.. links.Select(link => new JsonObject { ["templateId"] = link.Template, ["newId"] = link.Id, ["values"] = Slots(link) })]),
            ["refused"] = refused,
            ["entities"] = scenario.Entities,
            ["requests"] = new JsonArray([.. scenario.Requests]),
        }.ToJsonString();
        return (line, () =>
        {
            var entities = EntityJson.ReadEntities(Element(scenario.Entities));
            return scenario.Requests.Select(request => Authorizer.Decide(policies, Request(Element(request)), entities));
        });

        JsonObject Only(Dictionary<string, string> texts) => new(texts.Where(text => read.Contains(text.Key)).Select(text => KeyValuePair.Create(text.Key, (JsonNode?)text.Value)));
    }

    private static JsonObject Slots(TemplateLink link)
    {
        var slots = new JsonObject();
        if (link.Principal is not null)
        {
            slots["?principal"] = link.Principal.DeepClone();
        }

        if (link.Resource is not null)
        {
            slots["?resource"] = link.Resource.DeepClone();
        }

        return slots;
    }

    private static PolicyRequest Request(JsonElement json) => new(
        EntityJson.ReadUid(json.GetProperty("principal")), EntityJson.ReadUid(json.GetProperty("action")), EntityJson.ReadUid(json.GetProperty("resource")), EntityJson.ReadContext(json.GetProperty("context")));

    private static EntityUid? Uid(JsonObject? json) => json is null ? null : EntityJson.ReadUid(Element(json));

    private static JsonElement Element(JsonNode node) => JsonSerializer.SerializeToElement(node);

    private static string Text(AuthorizationAnswer answer) =>
        $"{(answer.Decision == Decision.Allow ? "allow" : "deny")} by [{Joined(answer.Determining)}], failed [{Joined(answer.Failures.Select(failure => failure.PolicyId))}]";

    private static string Text(JsonNode answer) => answer["problem"] is { } problem ? $"{problem}"
        : $"{answer["decision"]} by [{Joined(answer["reason"]!.AsArray().Select(id => $"{id}"))}], failed [{Joined(answer["errors"]!.AsArray().Select(id => $"{id}"))}]";

    private static string Joined(IEnumerable<string> ids) => string.Join(' ', ids.Order(StringComparer.Ordinal));

    private async Task<string[]> Lines(string script, IEnumerable<string> input)
    {
        var (code, output) = await node.Run(script, string.Join('\n', input));
        code.ShouldBe(0, output);
        return output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    private static int Option(string name, int usual) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? int.Parse(value, CultureInfo.InvariantCulture) : usual;

    private sealed class Tally
    {
        private readonly Lock taken = new();

        public int Total { get; private set; }

        public int Allowed { get; private set; }

        public int Forbidden { get; private set; }

        public int Failed { get; private set; }

        public void Add(AuthorizationAnswer answer)
        {
            lock (taken)
            {
                Total++;
                Allowed += answer.Decision == Decision.Allow ? 1 : 0;
                Forbidden += answer is { Decision: Decision.Deny, Determining.Count: > 0 } ? 1 : 0;
                Failed += answer.Failures.Count > 0 ? 1 : 0;
            }
        }

        public override string ToString() => $"{Total} decisions: {Allowed} allowed, {Forbidden} forbidden, {Failed} with failures.";
    }
}
