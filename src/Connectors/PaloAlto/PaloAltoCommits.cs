using System.Globalization;
using System.Text.Json;
using System.Xml.Linq;
using System.Xml.XPath;
using Holdfast.Modules.Integrations.Contracts;
using Holdfast.Modules.Integrations.Contracts.Products;
using Holdfast.Platform.Kernel;

namespace Holdfast.Connectors.PaloAlto;

/// <summary>
/// Commits: only the account's own changes, and followed to the end of the job. FIN means that it ended, and only OK that it worked. The reference stands in
/// the commit's description, so that a commit whose answer was lost is found among the jobs.
/// </summary>
internal sealed class PaloAltoCommits(PaloAltoApi api, TimeProvider time)
{
    public const string Commit = "paloalto.commit";
    private const int MaxLost = 5;
    private const int MaxLines = 10;
    private static readonly TimeSpan MaxPause = TimeSpan.FromSeconds(5);

    public async Task<Result<ActionPlan>> Plan(Connection connection, ActionCall call, CancellationToken ct)
    {
        if (NeedsUser(connection, call))
        {
            return PaloAltoProblems.NoUser;
        }

        if (call.Parameters.TextOrNull("pushTo") is { } group)
        {
            var reached = await api.Op(connection, PaloAltoSystem.Info, ct);
            return reached.Failure is { } unread ? unread.AsProblem()
                : new ActionPlan($"What Panorama has committed is pushed to the device group {group}.", JsonSerializer.SerializeToElement(new { pushTo = group }));
        }

        var pending = await Pending(connection, ct);
        return pending.Failure is { } failure ? failure.AsProblem()
            : new ActionPlan(
                pending.Any ? $"The changes that {connection.Settings.TextOrNull("user")} has made are put to work; other people's are not." : "There is nothing to commit.",
                JsonSerializer.SerializeToElement(new { pendingChanges = pending.Any, of = connection.Settings.TextOrNull("user") }));
    }

    public async Task<ActionOutcome> Execute(Connection connection, ActionCall call, CancellationToken ct)
    {
        if (NeedsUser(connection, call))
        {
            return new ActionOutcome.Refused(PaloAltoProblems.NoUser.Code, PaloAltoProblems.NoUser.Detail);
        }

        var group = call.Parameters.TextOrNull("pushTo");
        var description = new XElement("description", Mark(call));
        var answer = await api.Ask(
            connection,
            "commit",
            group is null
                ? [("cmd", PaloAltoXml.Write(new XElement("commit", new XElement("partial", new XElement("admin", new XElement("member", connection.Settings.Text("user")))), description)))]
                : [("action", "all"), ("cmd", PaloAltoXml.Write(new XElement("commit-all", new XElement("shared-policy", DeviceGroup(group), description))))],
            changes: true,
            ct);
        if (answer.Failure is { } failure)
        {
            return SaysTheSame(answer) ? new ActionOutcome.Succeeded(Result(null)) : failure;
        }

        if (PaloAltoXml.Text(answer.Response, "result/job", 20) is { } job)
        {
            return await Follow(connection, job, ct);
        }

        return PaloAltoAnswer.WordsOf(answer.Response!)?.Contains("no changes to commit", StringComparison.OrdinalIgnoreCase) == true
            ? new ActionOutcome.Succeeded(Result(null)) : api.Http.NotTheProduct(changes: true);
    }

    public async Task<PostCheck> Check(Connection connection, ActionCall call, CancellationToken ct)
    {
        var jobs = await api.Op(connection, new XElement("show", new XElement("jobs", new XElement("all"))), ct, PaloAltoApi.MaxListBytes);
        if (jobs.Failure is { } failure)
        {
            return new PostCheck.NotKnown(failure.Detail);
        }

        if (jobs.Result is null)
        {
            return new PostCheck.NotKnown(api.Http.NotTheProduct(changes: false).Detail);
        }

        if (jobs.Result.Elements("job").FirstOrDefault(job => PaloAltoXml.Text(job, "description")?.Contains(Mark(call), StringComparison.Ordinal) == true) is { } ours)
        {
            return StateOf(ours) switch
            {
                JobState.Worked => new PostCheck.Confirmed(Result(PaloAltoXml.Text(ours, "id", 20))),
                JobState.Failed => new PostCheck.NotThere("The commit failed." + ProductWords(ours)),
                _ => new PostCheck.NotKnown("The commit still runs."),
            };
        }

        if (call.Parameters.TextOrNull("pushTo") is not null)
        {
            return new PostCheck.NotKnown("The device lists no job of this push.");
        }

        // No job of ours is listed: it was forgotten, or there was nothing to do, or it was never begun.
        var pending = await Pending(connection, ct);
        return pending.Failure is { } unread ? new PostCheck.NotKnown(unread.Detail)
            : pending.Any ? new PostCheck.NotThere("There are changes that are not committed, and no job of this commit.")
            : new PostCheck.Confirmed(Result(null));
    }

    // The job is begun: from here on whatever stops us leaves it running.
    private async Task<ActionOutcome> Follow(Connection connection, string job, CancellationToken ct)
    {
        var pause = TimeSpan.FromMilliseconds(200);
        var lost = 0;
        try
        {
            while (true)
            {
                var answer = await api.Op(connection, new XElement("show", new XElement("jobs", new XElement("id", job))), ct);
                if (answer.Failure is { } failure && ++lost > MaxLost)
                {
                    return failure with { Detail = $"The commit is job {job}, which cannot be looked after. {failure.Detail}", Retryable = false, MayHaveHappened = true };
                }

                var state = answer.Failure is null ? StateOf(answer.Response!.XPathSelectElement("result/job")) : JobState.Runs;
                if (state == JobState.Worked)
                {
                    return new ActionOutcome.Succeeded(Result(job));
                }

                if (state == JobState.Failed)
                {
                    return api.Http.Fail("commit_failed", $"The device did not commit (job {job})." + ProductWords(answer.Response!.XPathSelectElement("result/job")!));
                }

                await Task.Delay(pause, time, ct);
                pause = pause * 2 < MaxPause ? pause * 2 : MaxPause;
            }
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            return api.Http.Fail("commit_running", $"The commit goes on as job {job}; how it ends is not known yet.") with { MayHaveHappened = true };
        }
    }

    private async Task<(bool Any, ActionOutcome.Failed? Failure)> Pending(Connection connection, CancellationToken ct)
    {
        var answer = await api.Op(connection, new XElement("check", new XElement("pending-changes")), ct);
        return answer.Failure is { } failure ? (false, failure)
            : answer.Result?.Value.Trim() is "yes" or "no" ? (answer.Result.Value.Trim() == "yes", null)
            : (false, api.Http.NotTheProduct(changes: false));
    }

    // A push ends for Panorama before it ends for its devices. "OK" of a commit may stand with words in an element called errors: those are not asked.
    private static JobState StateOf(XElement? job)
    {
        if (PaloAltoXml.Text(job, "status", 20) != "FIN")
        {
            return JobState.Runs;
        }

        var devices = job!.XPathSelectElements("devices/entry").Select(entry => PaloAltoXml.Text(entry, "result", 20)).ToArray();
        return PaloAltoXml.Text(job, "result", 20) == "PEND" || devices.Contains("PEND") ? JobState.Runs
            : PaloAltoXml.Text(job, "result", 20) == "OK" && devices.All(result => result is "OK" or null) ? JobState.Worked
            : JobState.Failed;
    }

    private static XElement DeviceGroup(string name) => new("device-group", new XElement("entry", new XAttribute("name", name)));

    private static string ProductWords(XElement job) =>
        ProductHttp.Says(string.Join("; ", job.XPathSelectElements("details//line").Select(line => PaloAltoXml.Line(line.Value, 200)).Where(line => line.Length > 0).Take(MaxLines)));

    private static bool SaysTheSame(PaloAltoAnswer answer) =>
        answer is { Code: 13, Response: { } response } && PaloAltoAnswer.WordsOf(response)?.Contains("would be the same as the previous", StringComparison.OrdinalIgnoreCase) == true;

    private static bool NeedsUser(Connection connection, ActionCall call) => call.Parameters.TextOrNull("pushTo") is null && connection.Settings.TextOrNull("user") is null;

    private static string Mark(ActionCall call) => $"[ref:{call.Reference}]";

    private static JsonElement Result(string? job) =>
        long.TryParse(job, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? JsonSerializer.SerializeToElement(new { job = number }) : JsonSerializer.SerializeToElement(new { });

    private enum JobState
    {
        Runs,
        Worked,
        Failed,
    }
}
