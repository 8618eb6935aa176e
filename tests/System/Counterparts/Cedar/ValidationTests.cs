using System.Text.Json;
using Holdfast.Modules.Access.Policies;
using Holdfast.Modules.Access.Policies.Schema;
using Holdfast.Modules.Access.Policies.Validation;

namespace Holdfast.Tests.System.Counterparts.Cedar;

/// <summary>Our validator and our reader of schemas against Cedar's own.</summary>
public sealed class ValidationTests(Node node)
{
    private const int Policies = 8_000;
    private const int Schemas = 4_000;

    private static readonly string Schema = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "random.cedarschema"));

    [Fact]
    public async Task Random_policies_are_valid_invalid_or_impossible_as_for_Cedar()
    {
        var generator = new ScenarioGenerator(new Random(7));
        var texts = new List<string>();
        while (texts.Count < Policies)
        {
            var text = generator.Policy(1 + (texts.Count % 3));
            if (PolicySet.Parse(text).Value is not null && text.Count(letter => letter == '?') == text.Split("?principal").Length + text.Split("?resource").Length - 2)
            {
                texts.Add(text);
            }
        }

        var (code, output) = await node.Run("validate-cedar.mjs", JsonSerializer.Serialize(new { schema = Schema, policies = texts }));
        code.ShouldBe(0, output);
        var theirs = output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonSerializer.Deserialize<string>(line)!).ToArray();
        theirs.Length.ShouldBe(texts.Count);

        var validator = new PolicyValidator(PolicySchema.Parse(Schema).Value!);
        var (verdicts, differing) = (new Dictionary<string, int>(), new List<string>());
        foreach (var (text, their) in texts.Zip(theirs))
        {
            var found = validator.Validate(PolicySet.Parse(text).Value!);
            var (ours, expected) = (found.Any(problem => !problem.IsWarning) ? "invalid" : found.Count > 0 ? "warned" : "valid", their is "valid" or "warned" ? their : "invalid");
            verdicts[ours] = verdicts.GetValueOrDefault(ours) + 1;
            if (ours != expected)
            {
                differing.Add($"Cedar: {their}\nours: {ours} {string.Join(' ', found)}\n{text}");
            }
        }

        string.Join("\n\n", differing.Take(15)).ShouldBeEmpty($"{differing.Count} differ");
        verdicts["valid"].ShouldBeGreaterThan(Policies / 10);
        verdicts["invalid"].ShouldBeGreaterThan(Policies / 10);
        verdicts["warned"].ShouldBeGreaterThan(Policies / 100);
    }

    [Fact]
    public async Task Random_texts_are_read_or_refused_as_schemas_as_by_Cedar()
    {
        var damage = new TextDamage(new Random(7));
        var texts = Enumerable.Range(0, Schemas).Select(_ => damage.Of(Schema)).ToArray();
        var (code, output) = await node.Run("parse-schema-cedar.mjs", string.Join('\n', texts.Select(text => JsonSerializer.Serialize(text))));
        code.ShouldBe(0, output);
        var theirs = output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        theirs.Length.ShouldBe(texts.Length);

        var (read, differing) = (0, new List<string>());
        foreach (var (text, their) in texts.Zip(theirs))
        {
            var ours = PolicySchema.Parse(text);
            read += ours.Value is null ? 0 : 1;
            if ((ours.Value is null) == (their == "null"))
            {
                differing.Add($"Cedar: {their}, ours: {string.Join(' ', ours.Problems)}\n{string.Join('\n', text.Split('\n').Except(Schema.Split('\n')))}");
            }
        }

        string.Join("\n\n", differing.Take(15)).ShouldBeEmpty($"{differing.Count} differ");
        read.ShouldBeInRange(Schemas / 20, Schemas * 9 / 10);
    }
}
