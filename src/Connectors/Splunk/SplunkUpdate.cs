using System.Text.Json;
using System.Text.RegularExpressions;
using Holdfast.Modules.Integrations.Contracts;
using Holdfast.Modules.Integrations.Contracts.Ocsf;
using Holdfast.Modules.Integrations.Contracts.Products;
using Holdfast.Platform.Kernel;

namespace Holdfast.Connectors.Splunk;

/// <summary>
/// Changes of notable events (<c>POST /services/notable_update</c>): what came of it stands in the body, and an id that does not exist may be taken all the same, so the
/// event is read first. Its state before stands in our comment, by which a later look can tell whose change it was and how to undo it.
/// </summary>
internal sealed partial class SplunkUpdate(ProductHttp http, SplunkApi api, SplunkSearches searches)
{
    private const string UsualClosed = "5";

    /// <summary>What would change.</summary>
    public async Task<Result<ActionPlan>> Plan(Connection connection, ActionCall call, CancellationToken ct) =>
        (await Find(connection, call, ct)).Map(there => new ActionPlan(
            "The notable event gets another state.",
            JsonSerializer.SerializeToElement(new { title = LooseJson.FirstText(there, "rule_title", "rule_name"), from = LooseJson.Text(there, "status"), to = Status(connection, call) })));

    /// <summary>Changes it, once.</summary>
    public async Task<ActionOutcome> Execute(Connection connection, ActionCall call, CancellationToken ct)
    {
        if ((await Find(connection, call, ct)).Fails(out var there, out var problem))
        {
            return ProductOutcomes.Of(problem);
        }

        var former = LooseJson.Text(there, "status", 40) is { } status && Id().IsMatch(status) ? status : "0";
        var answer = await api.Send(
            connection,
            HttpMethod.Post,
            "services/notable_update",
            [
                ("ruleUIDs", call.Parameters.Text("alert")), ("status", Status(connection, call)), ("urgency", call.Parameters.TextOrNull("urgency")),
                ("newOwner", call.Parameters.TextOrNull("owner")), ("disposition", call.Parameters.TextOrNull("disposition")),
                ("comment", $"{call.Parameters.TextOrNull("comment")} {Mark(call)}{former}]".Trim()),
            ],
            changes: true,
            ct);
        return answer.Failure is { } failure ? failure
            : LooseJson.Truth(answer.Json, "success") is not { } success ? http.NotTheProduct(changes: true)
            : !success || LooseJson.Number(answer.Json, "failure_count") > 0
                ? http.Fail("not_updated", "Splunk did not change the notable event." + ProductHttp.Says(LooseJson.Text(answer.Json, "message")))
            : new ActionOutcome.Succeeded(Result(connection, call), Undo(call, former));
    }

    /// <summary>Whether it has the state, by our comment.</summary>
    public async Task<PostCheck> Check(Connection connection, ActionCall call, CancellationToken ct)
    {
        if ((await Find(connection, call, ct)).Fails(out var there, out var problem))
        {
            return new PostCheck.NotKnown(problem.Detail);
        }

        if (LooseJson.Text(there, "status") != Status(connection, call))
        {
            return new PostCheck.NotThere("The notable event is in another state.");
        }

        foreach (var comment in LooseJson.Texts(there, "comment"))
        {
            if (comment.IndexOf(Mark(call), StringComparison.Ordinal) is >= 0 and var at && comment[(at + Mark(call).Length)..].TrimEnd(']') is var former && Id().IsMatch(former))
            {
                return new PostCheck.Confirmed(Result(connection, call), Undo(call, former));
            }
        }

        return new PostCheck.NotKnown("The notable event is in this state; no comment says that this call has put it there.");
    }

    private async Task<Result<JsonElement>> Find(Connection connection, ActionCall call, CancellationToken ct) =>
        Notable().IsMatch(call.Parameters.Text("alert")) && Id().IsMatch(Status(connection, call)) ? await SplunkNotables.Find(searches, connection, call.Parameters.Text("alert"), ct) : SplunkProblems.BadAlertId;

    private static string Status(Connection connection, ActionCall call) => call.Parameters.TextOrNull("status") ?? connection.Settings.TextOrNull("closedStatus") ?? UsualClosed;

    private static string Mark(ActionCall call) => $"[holdfast {call.Reference}, status was ";

    private static JsonElement Result(Connection connection, ActionCall call) => JsonSerializer.SerializeToElement(new { alert = call.Parameters.Text("alert"), status = Status(connection, call) });

    private static JsonElement Undo(ActionCall call, string former) => JsonSerializer.SerializeToElement(new { alert = call.Parameters.Text("alert"), status = former });

    [GeneratedRegex(@"\A[A-Za-z0-9@_.:-]{1,400}\z")]
    private static partial Regex Notable();

    [GeneratedRegex(@"\A[A-Za-z0-9_:-]{1,40}\z")]
    private static partial Regex Id();
}
