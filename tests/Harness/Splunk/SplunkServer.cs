using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Holdfast.Tests.Harness.Products;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Primitives;

namespace Holdfast.Tests.Harness.Splunk;

/// <summary>
/// A server on loopback that answers as Splunk 10 with Enterprise Security does, and below <c>/hec</c> as its event collector. Shapes from splunk/splunk-sdk-python
/// splunklib and tests, the REST reference and recorded answers of 10.0. It understands no SPL: it knows the searches that it is asked by what stands in them.
/// </summary>
public sealed partial class SplunkServer : ProductServer
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, Job> jobs = [];
    private readonly SortedDictionary<string, JsonObject> notables = new(StringComparer.Ordinal);
    private readonly List<JsonNode> events = [];
    private int sessions;
    private int lastJob;
    private string session = "";

    /// <summary>May everything.</summary>
    public const string Token = "eyJraWQiOiJzcGx1bmsuc2VjcmV0IiwiYWxnIjoiSFM1MTIifQ.e30.c2lnbmF0dXJl";

    /// <summary>The password of <c>holdfast</c>.</summary>
    public const string Password = "a-Long.password+1 &=";

    /// <summary>The token of the event collector.</summary>
    public const string HecToken = "2f8a2d6c-0000-4000-8000-1234567890ab";

    /// <summary>Whether signing in works while the rest meets the fault.</summary>
    public bool SigningInWorks { get; set; } = true;

    /// <summary>How often a job is looked at before it is done; the first time with 204.</summary>
    public int LooksUntilDone { get; set; } = 2;

    /// <summary>Whether jobs fail, which is done too.</summary>
    public bool JobsFail { get; set; }

    /// <summary>Whether there is no room for one more search: WARN with 200.</summary>
    public bool IsFull { get; set; }

    /// <summary>What the export streams, as it stands; null for rows in form.</summary>
    public byte[]? Stream { get; set; }

    /// <summary>Whether notable_update changes nothing and says so in its body.</summary>
    public bool UpdatesFail { get; set; }

    /// <summary>The event collector's code.</summary>
    public (int Status, int Code, string Text)? HecSays { get; set; }

    /// <summary>What other searches find.</summary>
    public IReadOnlyList<string> Rows { get; set; } = ["""{"host":"web-1","count":"3"}"""];

    /// <summary>What the list of fired alerts has.</summary>
    public IReadOnlyList<string> Fired { get; set; } = [];

    /// <summary>What metadata finds.</summary>
    public IReadOnlyList<string> Hosts { get; set; } = [];

    /// <summary>What the macro notable finds instead, as it stands.</summary>
    public IReadOnlyList<string>? RawNotables { get; set; }

    /// <summary>Capabilities of the account.</summary>
    public IReadOnlyList<string> Capabilities { get; set; } = ["search", "edit_notable_events"];

    /// <summary>Jobs that nobody has cancelled.</summary>
    public int OpenJobs
    {
        get
        {
            lock (gate)
            {
                return jobs.Count;
            }
        }
    }

    /// <summary>Forms that were posted to a path.</summary>
    public IReadOnlyList<Dictionary<string, StringValues>> Posted(string ending) =>
        [.. Requests.Where(r => r.Method == "POST" && r.Path.EndsWith(ending, StringComparison.Ordinal)).Select(r => QueryHelpers.ParseQuery(r.Body))];

    /// <summary>Events that were taken.</summary>
    public IReadOnlyList<JsonNode> Events => [.. events];

    /// <summary>How often somebody signed in.</summary>
    public int SignIns => Requests.Count(r => r.Path == "/services/auth/login");

    /// <summary>Starts one.</summary>
    public static async Task<SplunkServer> Start()
    {
        var server = new SplunkServer();
        await server.Run();
        return server;
    }

    /// <summary>The session was idle for too long.</summary>
    public void EndSession() => session = "";

    /// <summary>A notable event is there, or is another.</summary>
    public void Put(JsonObject notable)
    {
        lock (gate)
        {
            notables[notable["event_id"]!.GetValue<string>()] = notable;
        }
    }

    /// <summary>One notable event.</summary>
    public JsonObject Notable(string id)
    {
        lock (gate)
        {
            return notables[id];
        }
    }

    /// <summary>There are none.</summary>
    public void Clear()
    {
        lock (gate)
        {
            notables.Clear();
        }
    }

    /// <summary>All jobs' time is over.</summary>
    public void ExpireJobs()
    {
        lock (gate)
        {
            jobs.Clear();
        }
    }

    /// <inheritdoc/>
    protected override async Task Answer(HttpContext http, string body)
    {
        var path = http.Request.Path.Value!;
        var form = http.Request.Method == "POST" && http.Request.HasFormContentType ? QueryHelpers.ParseQuery(body) : [];
        if (path.StartsWith("/hec/", StringComparison.Ordinal))
        {
            await Collect(http, body);
        }
        else if ((form.TryGetValue("output_mode", out var mode) ? mode.ToString() : http.Request.Query["output_mode"].ToString()) != "json")
        {
            // Without being asked for JSON it is Atom.
            await Say(http, 200, "text/xml", "<?xml version=\"1.0\" encoding=\"UTF-8\"?><feed xmlns=\"http://www.w3.org/2005/Atom\"></feed>");
        }
        else if (path == "/services/auth/login")
        {
            await SignIn(http, form);
        }
        else if (http.Request.Headers.Authorization != $"Bearer {Token}" && (session.Length == 0 || http.Request.Headers.Authorization != $"Splunk {session}"))
        {
            await Words(http, 401, "call not properly authenticated");
        }
        else
        {
            await Route(http, path, form);
        }
    }

    /// <inheritdoc/>
    protected override Task Words(HttpContext http, int status, string words)
    {
        if (http.Request.Path.StartsWithSegments("/hec"))
        {
            return SayJson(http, status, new { text = words, code = status switch { 401 => 3, 403 => 4, 503 => 9, _ => 8 } });
        }

        // As it is where nobody asked for JSON, and at some places where somebody did.
        return status == 401 ? Say(http, 401, "text/xml", $"<?xml version=\"1.0\" encoding=\"UTF-8\"?><response><messages><msg type=\"WARN\">{words}</msg></messages></response>")
            : SayJson(http, status, new { messages = new[] { new { type = status == 200 ? "FATAL" : "ERROR", text = words } } });
    }

    /// <inheritdoc/>
    protected override bool Meets(HttpContext http, ProductFault fault) => !(SigningInWorks && fault != ProductFault.Slow && http.Request.Path == "/services/auth/login");

    private Task SignIn(HttpContext http, Dictionary<string, StringValues> form)
    {
        if (form["username"] != "holdfast" || form["password"] != Password)
        {
            return SayJson(http, 401, new { messages = new[] { new { type = "WARN", code = "incorrect_username_or_password", text = "Login failed" } } });
        }

        session = string.Create(CultureInfo.InvariantCulture, $"sessionkey^of^holdfast_{Interlocked.Increment(ref sessions)}");
        return SayJson(http, 200, new { sessionKey = session, message = "", code = "" });
    }

    private async Task Route(HttpContext http, string path, Dictionary<string, StringValues> form)
    {
        var parts = path.Trim('/').Split('/');
        parts = parts[0] == "servicesNS" ? parts[3..] : parts[1..];
        switch (http.Request.Method, parts)
        {
            case ("GET", ["server", "info"]):
                await SayJson(http, 200, Feed(new { version = "10.0.0", serverName = "splunk-1", guid = "A-B", licenseState = "OK" }));
                break;
            case ("GET", ["authentication", "current-context"]):
                await SayJson(http, 200, Feed(new { username = "holdfast", roles = new[] { "ess_analyst" }, capabilities = Capabilities }));
                break;
            case ("GET", ["alerts", "fired_alerts", "-"]):
                await Say(http, 200, "application/json", $$$"""{"links":{},"entry":[{{{string.Join(',', Fired)}}}],"paging":{"total":{{{Fired.Count}}},"perPage":0,"offset":0},"messages":[]}""");
                break;
            case ("POST", ["search", "jobs"]) when form["exec_mode"] == "oneshot":
                await Search(http, form, rows => Say(http, 200, "application/json", Results(rows, 0, int.Parse(form["count"]!, CultureInfo.InvariantCulture))));
                break;
            case ("POST", ["search", "jobs"]):
                await Search(http, form, rows => SayJson(http, 201, new { sid = Begin(rows) }));
                break;
            case ("POST", ["search", "jobs", "export"]):
                await Search(http, form, rows => Export(http, rows));
                break;
            case ("GET", ["search", "jobs", var sid]):
                await Look(http, sid);
                break;
            case ("GET", ["search", "jobs", var sid, "results"]):
                await (Find(sid) is { } job ? Say(http, 200, "application/json", Results(job.Rows, Number(http, "offset"), Number(http, "count"))) : Unknown(http));
                break;
            case ("POST", ["search", "jobs", var sid, "control"]):
                await (Find(sid) is not null && Drop(sid) ? SayJson(http, 200, new { messages = new[] { new { type = "INFO", text = "Search job cancelled." } } }) : Unknown(http));
                break;
            case ("POST", ["notable_update"]):
                await Update(http, form);
                break;
            case ("GET", ["saved", "searches", "Block lists"]):
                await SayJson(http, 200, Feed(new { search = "index=main | stats count", actions = "webhook" }));
                break;
            case ("POST", ["saved", "searches", "Block lists", "dispatch"]):
                if (Changed(http))
                {
                    await SayJson(http, 201, new { sid = "admin__admin__search__RMD5_at_1789000000_1" });
                }

                break;
            default:
                await Words(http, 404, "Not Found");
                break;
        }
    }

    private async Task Search(HttpContext http, Dictionary<string, StringValues> form, Func<IReadOnlyList<string>, Task> answer)
    {
        var search = form["search"].ToString();
        if (!search.StartsWith("search ", StringComparison.Ordinal) && !search.StartsWith('|'))
        {
            await Words(http, 400, $"Unknown search command '{search.Split(' ')[0]}'.");
        }
        else if (search.Contains("nosuchcmd", StringComparison.Ordinal))
        {
            await SayJson(http, 400, new { messages = new[] { new { type = "FATAL", text = "Unknown search command 'nosuchcmd'." } } });
        }
        else if (IsFull)
        {
            await SayJson(http, 200, new { messages = new[] { new { type = "WARN", text = "Search not executed: The maximum number of concurrent historical searches on this instance has been reached., concurrency_category=\"historical\"" } } });
        }
        else
        {
            await answer(Found(search));
        }
    }

    private IReadOnlyList<string> Found(string search)
    {
        lock (gate)
        {
            return NotableById().Match(search) is { Success: true } byId ? notables.TryGetValue(byId.Groups[1].Value, out var one) ? [one.ToJsonString()] : []
                : search.Contains("`notable`", StringComparison.Ordinal) ? RawNotables ?? [.. notables.Values.Where(n => IndexedSince(n, search)).Select(n => n.ToJsonString())]
                : search.Contains("| metadata", StringComparison.Ordinal) ? Hosts
                : search.Contains("sourcetype=holdfast", StringComparison.Ordinal) ? [.. events.Where(e => search.Contains($"\"{e["event"]!["reference"]}\"", StringComparison.Ordinal)).Select(e => new JsonObject { ["_raw"] = e["event"]!.ToJsonString() }.ToJsonString())]
                : Rows;
        }
    }

    private static bool IndexedSince(JsonObject notable, string search) =>
        Earliest().Match(search) is not { Success: true } match
        || decimal.Parse(notable["holdfast_indextime"]?.GetValue<string>() ?? "0", CultureInfo.InvariantCulture) >= decimal.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture);

    private string Begin(IReadOnlyList<string> rows)
    {
        lock (gate)
        {
            var sid = string.Create(CultureInfo.InvariantCulture, $"1791467235.{++lastJob}");
            jobs[sid] = new Job(rows);
            return sid;
        }
    }

    private Task Look(HttpContext http, string sid)
    {
        if (Find(sid) is not { } job)
        {
            return Unknown(http);
        }

        job.Looks++;
        if (job.Looks == 1 && LooksUntilDone > 0)
        {
            http.Response.StatusCode = 204;
            return Task.CompletedTask;
        }

        var done = job.Looks > LooksUntilDone;
        return SayJson(http, 200, Feed(new
        {
            sid,
            dispatchState = !done ? "RUNNING" : JobsFail ? "FAILED" : "DONE",
            isDone = done,
            isFailed = done && JobsFail,
            doneProgress = done ? 1 : 0.5,
            resultCount = done && !JobsFail ? job.Rows.Count : 0,
            ttl = 600,
            defaultTTL = "600",
            cursorTime = "1970-01-01T00:00:00.000+00:00",
            messages = JobsFail ? new object[] { new { type = "FATAL", text = "Error in 'stats' command" } } : [],
        }));
    }

    private Job? Find(string sid)
    {
        lock (gate)
        {
            return jobs.GetValueOrDefault(sid);
        }
    }

    private bool Drop(string sid)
    {
        lock (gate)
        {
            return jobs.Remove(sid);
        }
    }

    private static Task Unknown(HttpContext http) => SayJson(http, 404, new { messages = new[] { new { type = "FATAL", text = "Unknown sid." } } });

    private static int Number(HttpContext http, string name) => int.Parse(http.Request.Query[name]!, CultureInfo.InvariantCulture);

    private static string Results(IReadOnlyList<string> rows, int offset, int count) =>
        $$$"""{"preview":false,"init_offset":{{{offset}}},"messages":[],"fields":[{"name":"host"}],"results":[{{{string.Join(',', rows.Skip(offset).Take(count))}}}],"highlighted":{}}""";

    private static object Feed<T>(T content) => new { links = new { }, origin = "https://splunk-1:8089/services", generator = new { build = "1", version = "10.0.0" }, entry = new[] { new { name = "entry", content } }, paging = new { total = 1, perPage = 30, offset = 0 }, messages = Array.Empty<object>() };

    [GeneratedRegex("`notable_by_id\\(\"([^\"]*)\"\\)`")]
    private static partial Regex NotableById();

    [GeneratedRegex(@"_index_earliest=(\d+)")]
    private static partial Regex Earliest();

    private sealed class Job(IReadOnlyList<string> rows)
    {
        public IReadOnlyList<string> Rows { get; } = rows;

        public int Looks { get; set; }
    }
}
