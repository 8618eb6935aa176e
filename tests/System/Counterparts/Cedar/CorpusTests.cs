using System.Text.Json;
using Holdfast.Modules.Access.Policies;
using Holdfast.Modules.Access.Policies.Schema;
using Holdfast.Modules.Access.Policies.Validation;

namespace Holdfast.Tests.System.Counterparts.Cedar;

/// <summary>
/// Cases in the form of Cedar's published ones (github.com/cedar-policy/cedar-integration-tests): policies, schema, entities, whether they are valid, and what each
/// request is answered. Those of corpus/, and those of the directory that HOLDFAST_CEDAR_CORPUS names: a checkout of that repository with its archive unpacked.
/// </summary>
public sealed class CorpusTests
{
    private static readonly Authorizer Authorizer = new(FailedForbid.Skipped);

    public static TheoryData<string> Corpora =>
        [Path.Combine(AppContext.BaseDirectory, "corpus"), .. Environment.GetEnvironmentVariable("HOLDFAST_CEDAR_CORPUS") is { Length: > 0 } more ? [more] : Array.Empty<string>()];

    [Theory]
    [MemberData(nameof(Corpora))]
    public void Every_case_of_a_corpus_is_answered_as_it_says(string directory)
    {
        var cases = Directory.EnumerateFiles(directory, "*.json", SearchOption.AllDirectories).Where(file => !file.EndsWith("entities.json", StringComparison.Ordinal)).Order().ToArray();
        var differing = cases.SelectMany(file => Differences(directory, file)).ToArray();

        cases.ShouldNotBeEmpty();
        string.Join('\n', differing.Take(20)).ShouldBeEmpty($"{differing.Length} differ");
    }

    private static IEnumerable<string> Differences(string directory, string file)
    {
        var (test, name) = (Json(file), Path.GetFileName(file));
        var schema = PolicySchema.Parse(Text("schema"));
        var policies = PolicySet.Parse(Text("policies"));
        if (schema.Value is null || policies.Value is null)
        {
            yield return $"{name}: {string.Join(' ', schema.Problems.Concat(policies.Problems))}";
            yield break;
        }

        var found = new PolicyValidator(schema.Value).Validate(policies.Value);
        // The published cases hold a scope that no action fits for an error; Cedar since 4.13 and we warn of it.
        if (found.All(problem => problem.IsWarning && !problem.Message.StartsWith("No action applies", StringComparison.Ordinal)) != test.GetProperty("shouldValidate").GetBoolean())
        {
            yield return $"{name}: valid is {test.GetProperty("shouldValidate")}, and we found: {string.Join(' ', found)}";
        }

        var entities = EntityJson.ReadEntities(Json(Path.Combine(directory, test.GetProperty("entities").GetString()!)), schema.Value);
        foreach (var request in test.GetProperty("requests").EnumerateArray())
        {
            var action = EntityJson.ReadUid(request.GetProperty("action"));
            var answer = Authorizer.Decide(policies.Value, new(
                EntityJson.ReadUid(request.GetProperty("principal")), action, EntityJson.ReadUid(request.GetProperty("resource")), EntityJson.ReadContext(request.GetProperty("context"), schema.Value, action)), entities);
            var ours = $"{(answer.Decision == Decision.Allow ? "allow" : "deny")} by [{Joined(answer.Determining)}], failed [{Joined(answer.Failures.Select(failure => failure.PolicyId))}]";
            var expected = $"{request.GetProperty("decision")} by [{Listed(request, "reason")}], failed [{Listed(request, "errors")}]";
            if (ours != expected)
            {
                yield return $"{name}, {request.GetProperty("description")}: {expected}, and we answer {ours} {string.Join(' ', answer.Failures)}";
            }
        }

        string Text(string part) => File.ReadAllText(Path.Combine(directory, test.GetProperty(part).GetString()!));
    }

    private static string Listed(JsonElement request, string part) => Joined(request.GetProperty(part).EnumerateArray().Select(id => id.GetString()!));

    private static string Joined(IEnumerable<string> ids) => string.Join(' ', ids.Order(StringComparer.Ordinal));

    private static JsonElement Json(string file)
    {
        using var document = JsonDocument.Parse(File.ReadAllText(file));
        return document.RootElement.Clone();
    }
}
