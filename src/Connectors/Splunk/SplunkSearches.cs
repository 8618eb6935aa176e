using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Holdfast.Modules.Integrations.Contracts;
using Holdfast.Modules.Integrations.Contracts.Ocsf;
using Holdfast.Modules.Integrations.Contracts.Products;
using Holdfast.Platform.Kernel;

namespace Holdfast.Connectors.Splunk;

/// <summary>A search and its bounds.</summary>
/// <param name="Text">In SPL, with its first command.</param>
/// <param name="Earliest">From when.</param>
/// <param name="Latest">Until when.</param>
/// <param name="MaxRows">The most rows.</param>
internal sealed record SplunkSearch(string Text, string Earliest, string Latest, int MaxRows)
{
    /// <summary>The longest that it may run.</summary>
    public TimeSpan MaxTime { get; init; } = TimeSpan.FromMinutes(5);
}

/// <summary>
/// Searches: a job that is followed to its end (<c>POST /search/jobs</c>), at once (<c>exec_mode=oneshot</c>) or as a stream (<c>/search/jobs/export</c>). A finished job
/// counts against the account's quota until it is cancelled.
/// </summary>
internal sealed partial class SplunkSearches(ProductHttp http, SplunkApi api)
{
    private const int MaxExportBytes = 32 * 1024 * 1024;

    /// <summary>Starts a job: its id.</summary>
    public async Task<Result<string>> Start(Connection connection, SplunkSearch search, CancellationToken ct)
    {
        var answer = await api.Send(
            connection, HttpMethod.Post, $"{Space(connection)}/search/jobs", [.. Bounds(search), ("exec_mode", "normal"), ("auto_cancel", "600"), ("timeout", "600")], changes: false, ct);
        return answer.Failure is { } failure ? failure.AsProblem()
            : LooseJson.Text(answer.Json, "sid") is { } sid && IsSid(sid) ? sid
            : http.NotTheProduct(changes: false).AsProblem();
    }

    /// <summary>How many rows a job found; null while it runs.</summary>
    public async Task<Result<Found?>> Follow(Connection connection, string sid, CancellationToken ct)
    {
        var answer = await api.Get(connection, $"services/search/jobs/{sid}", ct);
        if (answer.Failure is { } failure)
        {
            return failure.Code == "splunk.not_found" ? SplunkProblems.JobGone : failure.AsProblem();
        }

        // Not ready yet is 204, without a body.
        if (answer.Status == 204)
        {
            return (Found?)null;
        }

        if (answer.Entries is not [var entry, ..] || LooseJson.At(entry, "content") is not { ValueKind: JsonValueKind.Object } job)
        {
            return http.NotTheProduct(changes: false).AsProblem();
        }

        // A job that failed is done, too: failure is asked for first.
        if (LooseJson.Truth(job, "isFailed") == true || LooseJson.Text(job, "dispatchState") == "FAILED")
        {
            var words = LooseJson.Objects(job, "messages", 1) is [var first] ? LooseJson.Text(first, "text") : null;
            return SplunkProblems.JobFailed(ProductHttp.Says(words));
        }

        return LooseJson.Truth(job, "isDone") == true ? new Found((int)Math.Min(LooseJson.Number(job, "resultCount") ?? 0, int.MaxValue)) : null;
    }

    /// <summary>Rows of a job that is done, of any shape.</summary>
    public async Task<Result<JsonElement[]>> Rows(Connection connection, string sid, int offset, int count, CancellationToken ct)
    {
        var answer = await api.Get(connection, string.Create(CultureInfo.InvariantCulture, $"services/search/jobs/{sid}/results?offset={offset}&count={count}"), ct);
        return answer.Failure is { } failure ? failure.Code == "splunk.not_found" ? SplunkProblems.JobGone : failure.AsProblem()
            : answer.Status == 204 ? Array.Empty<JsonElement>()
            : Results(answer.Json);
    }

    /// <summary>Gives a job's room back. Whether that works does not matter: it ends by itself.</summary>
    public async Task Cancel(Connection connection, string sid, CancellationToken ct) =>
        await api.Send(connection, HttpMethod.Post, $"services/search/jobs/{sid}/control", [("action", "cancel")], changes: false, ct);

    /// <summary>Rows of a search at once.</summary>
    public async Task<Result<JsonElement[]>> OneShot(Connection connection, SplunkSearch search, CancellationToken ct)
    {
        var answer = await api.Send(
            connection, HttpMethod.Post, $"{Space(connection)}/search/jobs", [.. Bounds(search), ("exec_mode", "oneshot"), ("count", $"{search.MaxRows}")], changes: false, ct);
        return answer.Failure is { } failure ? failure.AsProblem() : Results(answer.Json);
    }

    /// <summary>Rows of a search as a stream, without previews.</summary>
    public async Task<Result<SplunkExport>> Export(Connection connection, SplunkSearch search, CancellationToken ct)
    {
        var (sent, outcome, problem) = await api.Raw(
            connection, HttpMethod.Post, $"{Space(connection)}/search/jobs/export", [.. Bounds(search), ("preview", "false")], MaxExportBytes, ct);
        if (problem is not null || outcome is null)
        {
            return problem!;
        }

        if (outcome.Status is not 200 || outcome.Failure is not null)
        {
            return (SplunkAnswer.Of(http, outcome, changes: false, sent).Failure ?? http.NotTheProduct(changes: false)).AsProblem();
        }

        var export = SplunkExport.Read(outcome.Body, search.MaxRows);
        return export.Said is { } said ? http.Fail("search_failed", "The search failed in Splunk." + ProductHttp.Says(said.Replace(sent, "***", StringComparison.Ordinal))).AsProblem()
            : export.IsGarbage ? http.NotTheProduct(changes: false).AsProblem()
            : export.IsEmpty ? http.Fail("empty_export", "Splunk streamed nothing at all, which is also what it does for some errors. Use the mode job.").AsProblem()
            : export;
    }

    /// <summary>Whether a text is a job's id, as it stands in addresses.</summary>
    public static bool IsSid(string text) => Sid().IsMatch(text);

    /// <summary>Whether a text can be an app's folder.</summary>
    public static bool IsApp(string text) => App().IsMatch(text);

    /// <summary>Below what searches of an app stand.</summary>
    public static string Space(Connection connection) => $"servicesNS/nobody/{connection.Settings.TextOrNull("app") ?? "search"}";

    private Result<JsonElement[]> Results(JsonElement json) =>
        LooseJson.At(json, "results") is { ValueKind: JsonValueKind.Array } rows ? rows.EnumerateArray().ToArray() : http.NotTheProduct(changes: false).AsProblem();

    private static (string, string?)[] Bounds(SplunkSearch search) =>
    [
        ("search", search.Text), ("earliest_time", search.Earliest), ("latest_time", search.Latest), ("max_count", $"{search.MaxRows}"),
        ("max_time", ((long)search.MaxTime.TotalSeconds).ToString(CultureInfo.InvariantCulture)), ("adhoc_search_level", "fast"),
    ];

    [GeneratedRegex(@"\A(?!\.+\z)[A-Za-z0-9_.@-]{1,250}\z")]
    private static partial Regex Sid();

    [GeneratedRegex(@"\A(?!\.+\z)[A-Za-z0-9_.-]{1,100}\z")]
    private static partial Regex App();

    /// <summary>What a job found.</summary>
    internal sealed record Found(int Count);
}
