using System.Text.Json;
using System.Text.Json.Nodes;
using Holdfast.Modules.Integrations.Contracts;
using Holdfast.Modules.Integrations.Contracts.Ocsf;
using Holdfast.Platform.Kernel;

namespace Holdfast.Connectors.Grafana;

/// <summary>
/// Pausing alert rules by the provisioning API. The whole rule is sent as it came, with one member changed: what is left out would be lost. A rule that
/// people made in Grafana stays theirs (<c>X-Disable-Provenance</c>), and one that a file provisions is not touched.
/// </summary>
internal sealed class GrafanaRules(GrafanaApi api)
{
    public const string Pause = "grafana.pause_rule";
    public const string Resume = "grafana.resume_rule";
    private const int MaxRuleBytes = 1024 * 1024;

    public static bool Has(string action) => action is Pause or Resume;

    public async Task<Result<ActionPlan>> Plan(Connection connection, ActionCall call, CancellationToken ct)
    {
        var rule = await Rule(connection, call, ct);
        if (rule.Failure is { } failure)
        {
            return failure.AsProblem();
        }

        if (!MayChange(rule.Json))
        {
            return GrafanaProblems.ProvisionedByFile;
        }

        var title = LooseJson.Line(LooseJson.Text(rule.Json, "title", 200) ?? Uid(call), 200);
        return new ActionPlan(
            IsPaused(rule.Json) == Wants(call) ? $"The rule {title} is so already; nothing changes."
                : call.Action == Pause ? $"The rule {title} is not evaluated any more." : $"The rule {title} is evaluated again.",
            JsonSerializer.SerializeToElement(new { rule = title, before = new { isPaused = IsPaused(rule.Json) }, after = new { isPaused = Wants(call) } }));
    }

    public async Task<ActionOutcome> Execute(Connection connection, ActionCall call, CancellationToken ct)
    {
        var rule = await Rule(connection, call, ct);
        if (rule.Failure is { } unread)
        {
            return unread;
        }

        if (IsPaused(rule.Json) == Wants(call))
        {
            return new ActionOutcome.Succeeded(Result(call));
        }

        if (!MayChange(rule.Json))
        {
            return new ActionOutcome.Refused(GrafanaProblems.ProvisionedByFile.Code, GrafanaProblems.ProvisionedByFile.Detail);
        }

        var whole = JsonSerializer.SerializeToNode(rule.Json)!.AsObject();
        whole["isPaused"] = Wants(call);
        var answer = await api.Change<JsonObject>(connection, HttpMethod.Put, PathOf(call), whole, ct, disablesProvenance: Provenance(rule.Json).Length == 0, MaxRuleBytes);
        return answer.Failure is { } failure ? answer.Status == 409 ? failure with { Code = "grafana.provenance_mismatch" } : failure
            : IsRule(answer.Json, call) && IsPaused(answer.Json) == Wants(call) ? new ActionOutcome.Succeeded(Result(call), Result(call))
            : api.Http.NotTheProduct(changes: true);
    }

    public async Task<PostCheck> Check(Connection connection, ActionCall call, CancellationToken ct)
    {
        var rule = await Rule(connection, call, ct);
        return rule.Failure is { } failure ? new PostCheck.NotKnown(failure.Detail)
            : IsPaused(rule.Json) == Wants(call) ? new PostCheck.Confirmed(Result(call), Result(call))
            : new PostCheck.NotThere(call.Action == Pause ? "The rule is not paused." : "The rule is still paused.");
    }

    private async Task<GrafanaAnswer> Rule(Connection connection, ActionCall call, CancellationToken ct)
    {
        var rule = await api.Get(connection, PathOf(call), JsonValueKind.Object, ct, MaxRuleBytes);
        return rule.Failure is null && !IsRule(rule.Json, call) ? new(api.Http.NotTheProduct(changes: false), default, rule.Status) : rule;
    }

    private static bool IsRule(JsonElement json, ActionCall call) => LooseJson.Text(json, "uid") == Uid(call);

    private static bool IsPaused(JsonElement rule) => LooseJson.Truth(rule, "isPaused") ?? false;

    private static string Provenance(JsonElement rule) => LooseJson.Text(rule, "provenance", 40) ?? "";

    private static bool MayChange(JsonElement rule) => Provenance(rule) is "" or "api";

    private static bool Wants(ActionCall call) => call.Action == Pause;

    private static string Uid(ActionCall call) => call.Parameters.Text("rule");

    private static string PathOf(ActionCall call) => $"api/v1/provisioning/alert-rules/{Uri.EscapeDataString(Uid(call))}";

    private static JsonElement Result(ActionCall call) => JsonSerializer.SerializeToElement(new { rule = Uid(call) });
}
