using System.Text;
using System.Text.Json;
using Holdfast.Connectors.Splunk;
using Holdfast.Modules.Integrations.Contracts;
using Holdfast.Modules.Integrations.Contracts.Ocsf;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Outbound;
using Holdfast.Tests.Harness.Products;
using Holdfast.Tests.Harness.Splunk;

namespace Holdfast.Tests.Connectors.Splunk;

public sealed partial class SplunkConnectorTests : ConnectorCompliance
{
    private const string Notable = "0A1B2C3D-0000-4000-8000-ABCDEF012345@@notable@@0a1b2c3d4e5f";
    private readonly OutboundClient outbound = Outbounds.Loopback();
    private SplunkServer server = null!;

    protected override IConnector Connector => field ??= new SplunkConnector(outbound, TimeProvider.System);

    protected override object GoodSettings => new { url = server.Origin, username = "holdfast", hecUrl = server.Origin + "/hec" };

    protected override IReadOnlyDictionary<string, string> GoodSecrets { get; } = Secrets(SplunkServer.Password, SplunkServer.HecToken, "a-shared-secret-of-a-webhook");

    protected override IReadOnlyDictionary<string, string> BadSecrets { get; } = Secrets("another-password", "00000000-another-token", "another-shared-secret");

    protected override IReadOnlyDictionary<string, object> GoodParameters { get; } = new Dictionary<string, object>
    {
        ["splunk.update_notable"] = new { alert = Notable, comment = "False alarm." },
        ["splunk.send_event"] = new { text = "198.51.100.7 was blocked", tags = new[] { "holdfast" } },
        ["splunk.dispatch_saved_search"] = new { name = "Block lists" },
        ["splunk.search"] = new { query = "index=main | stats count by host" },
    };

    protected override ProductServer Product => server;

    public override async ValueTask InitializeAsync() => server = await SplunkServer.Start();

    public override async ValueTask DisposeAsync()
    {
        await server.DisposeAsync();
        outbound.Dispose();
        await base.DisposeAsync();
    }

    [Fact]
    public async Task A_session_is_kept_and_renewed_once_when_it_was_idle_for_too_long()
    {
        var connection = Connection(GoodSecrets);
        await Connector.Test(connection, Stop);
        server.SignIns.ShouldBe(1);
        server.EndSession();
        (await Connector.Execute(connection, Call("splunk.dispatch_saved_search"), Stop)).ShouldBeOfType<ActionOutcome.Succeeded>();
        server.SignIns.ShouldBe(2);
        server.Fault = ProductFault.Unauthorized;
        (await Connector.Test(connection, Stop)).Code.ShouldBe("splunk.unauthorized");
        server.SignIns.ShouldBe(3);
    }

    [Fact]
    public async Task A_token_signs_in_without_a_login_and_without_either_nothing_is_sent()
    {
        (await Connector.Test(Connection(new Dictionary<string, string> { ["token"] = SplunkServer.Token }), Stop)).Detail.ShouldBe("Signed in to Splunk 10.0.0 as holdfast, who may change notable events.");
        server.SignIns.ShouldBe(0);
        var sent = server.Requests.Count;
        (await Connector.Test(Connection(new Dictionary<string, string>()), Stop)).Code.ShouldBe("splunk.no_credentials");
        server.Requests.Count.ShouldBe(sent);
    }

    [Fact]
    public async Task Json_is_asked_for_everywhere_and_an_error_in_xml_is_read_all_the_same()
    {
        await Connector.Test(Connection(GoodSecrets), Stop);
        await Execute("splunk.update_notable", GoodSecrets);
        server.Requests.Where(r => !r.Path.StartsWith("/hec", StringComparison.Ordinal)).ShouldAllBe(r => (r.Query + r.Body).Contains("output_mode=json"));
        server.Fault = ProductFault.Unauthorized;
        (await Connector.Test(Connection(GoodSecrets), Stop)).Detail.ShouldContain("The token is not valid any more");
    }

    [Fact]
    public async Task An_account_that_may_not_search_fails_the_test()
    {
        server.Capabilities = ["change_own_password"];
        (await Connector.Test(Connection(GoodSecrets), Stop)).Code.ShouldBe("splunk.forbidden");
    }

    [Fact]
    public async Task A_reading_of_notables_waits_for_its_job_reads_it_by_offset_and_cancels_it()
    {
        Stock("splunk.notables", 3);
        var first = (await Connector.Read(Connection(GoodSecrets), new ReadCall("splunk.notables", null, 2, null), Stop)).Value;
        (first.Items.Count, first.Wait is not null).ShouldBe((0, true));
        var second = (await Next(first.Next!)).Value;
        (second.Items.Count, second.Wait is not null, second.Next).ShouldBe((0, true, first.Next));
        var third = (await Next((await Next(second.Next!)).Value.Next!)).Value;
        (third.Items.Count, third.Wait).ShouldBe((2, null));
        server.OpenJobs.ShouldBe(1);
        (await Next(third.Next!)).Value.Items.Count.ShouldBe(1);
        server.OpenJobs.ShouldBe(0);

        Task<Result<ReadPage>> Next(string cursor) => Connector.Read(Connection(GoodSecrets), new ReadCall("splunk.notables", cursor, 2, null), Stop);
    }

    [Fact]
    public async Task A_job_that_failed_is_done_too_and_one_that_is_gone_is_told()
    {
        server.JobsFail = true;
        Stock("splunk.notables", 1);
        (await All("splunk.notables")).Problem.ShouldNotBeNull().Code.ShouldBe("splunk.search_failed");
        (await Execute("splunk.search", GoodSecrets)).ShouldBeOfType<ActionOutcome.Failed>().Detail.ShouldContain("Error in 'stats' command");
        var begun = (await Connector.Read(Connection(GoodSecrets), new ReadCall("splunk.notables", null, 2, null), Stop)).Value;
        server.ExpireJobs();
        (await Connector.Read(Connection(GoodSecrets), new ReadCall("splunk.notables", begun.Next, 2, null), Stop)).Problem.ShouldNotBeNull().Code.ShouldBe("splunk.job_gone");
    }

    [Fact]
    public async Task Notables_are_bounded_by_when_they_were_indexed()
    {
        server.Put(SplunkServer.Notable("A@@notable@@1", 1_772_359_100));
        server.Put(SplunkServer.Notable("B@@notable@@2", 1_772_359_300));
        (await All("splunk.notables", DateTimeOffset.FromUnixTimeSeconds(1_772_359_200))).Value.ShouldHaveSingleItem().Key.ShouldBe("B@@notable@@2");
        server.Posted("/search/jobs")[0]["search"].ToString().ShouldStartWith("search _index_earliest=1772359200 `notable`");
    }

    [Fact]
    public async Task A_notable_becomes_one_record_with_lists_and_unexpanded_titles_read()
    {
        server.Put(SplunkServer.Notable(Notable, 1_772_359_200));
        var item = (await All("splunk.notables")).Value.ShouldHaveSingleItem();
        (item.Key, item.Title, item.Active).ShouldBe((Notable, "Brute force from 198.51.100.7 against $nothing$", true));
        var record = item.Record.ShouldBeOfType<DetectionFinding>();
        (record.Severity, record.Status).ShouldBe((SeverityId.High, FindingStatus.New));
        record.SrcEndpoint!.Ip.ShouldBe(["198.51.100.7", "198.51.100.8"]);
        record.Observables.ShouldBe(
        [
            new(ObservableType.IpAddress, "198.51.100.7"), new(ObservableType.IpAddress, "198.51.100.8"), new(ObservableType.Hostname, "web-1"), new(ObservableType.UserName, "root"),
        ]);
        server.Put(SplunkServer.Notable(Notable, 1_772_359_200, "5"));
        (await All("splunk.notables")).Value.ShouldHaveSingleItem().Active.ShouldBeFalse();
    }

    [Theory]
    [InlineData(1, SeverityId.Informational)]
    [InlineData(3, SeverityId.Medium)]
    [InlineData(5, SeverityId.Critical)]
    [InlineData(6, SeverityId.Fatal)]
    public async Task Fired_alerts_are_filtered_by_time_here_and_have_six_severities(int severity, SeverityId expected)
    {
        server.Fired = [Fired("a", 1_772_359_200, severity), Fired("b", 1_772_359_100, severity)];
        var item = (await All("splunk.fired_alerts", DateTimeOffset.FromUnixTimeSeconds(1_772_359_150))).Value.ShouldHaveSingleItem();
        item.Key.ShouldBe("scheduler__a");
        item.Record.ShouldBeOfType<DetectionFinding>().Severity.ShouldBe(expected);
    }

    [Fact]
    public async Task An_update_that_says_so_in_its_body_is_no_success_and_an_unknown_id_is_found_out_before()
    {
        Prepare("splunk.update_notable");
        server.UpdatesFail = true;
        var failed = (await Connector.Execute(Connection(GoodSecrets), Call("splunk.update_notable"), Stop)).ShouldBeOfType<ActionOutcome.Failed>();
        (failed.Code, failed.MayHaveHappened).ShouldBe(("splunk.not_updated", false));
        (server.UpdatesFail, var call) = (false, new ActionCall("splunk.update_notable", new FieldValues(Json(new { alert = "X@@notable@@9" })), "r"));
        (await Connector.Execute(Connection(GoodSecrets), call, Stop)).ShouldBeOfType<ActionOutcome.Failed>().Code.ShouldBe("splunk.no_such_notable");
        (await Connector.Plan(Connection(GoodSecrets), call, Stop)).Problem.ShouldNotBeNull().Code.ShouldBe("splunk.no_such_notable");
        Effects.ShouldBe(0);
    }

    [Fact]
    public async Task The_state_before_is_put_back_and_the_closing_state_is_the_installations()
    {
        server.Put(SplunkServer.Notable(Notable, 1, "2"));
        var connection = Connection(GoodSecrets) with { Settings = new FieldValues(Json(new { url = server.Origin, username = "holdfast", closedStatus = "17" })) };
        var done = (await Connector.Execute(connection, Call("splunk.update_notable"), Stop)).ShouldBeOfType<ActionOutcome.Succeeded>();
        server.Notable(Notable)["status"]!.ToString().ShouldBe("17");
        server.Posted("/notable_update")[0]["comment"].ToString().ShouldBe("False alarm. [holdfast ref-1, status was 2]");
        var so = (await Connector.Check(connection, Call("splunk.update_notable"), Stop)).ShouldBeOfType<PostCheck.Confirmed>();
        so.Undo!.Value.GetRawText().ShouldBe(done.Undo!.Value.GetRawText());
        await Connector.Execute(connection, new ActionCall("splunk.update_notable", new FieldValues(done.Undo.Value), "ref-2"), Stop);
        server.Notable(Notable)["status"]!.ToString().ShouldBe("2");
    }

    [Theory]
    [InlineData("a\") | delete")]
    [InlineData("x`y")]
    [InlineData("a b")]
    public async Task An_id_that_would_be_more_than_an_id_is_refused(string alert)
    {
        var call = new ActionCall("splunk.update_notable", new FieldValues(Json(new { alert })), "r");
        (await Connector.Execute(Connection(GoodSecrets), call, Stop)).ShouldBeOfType<ActionOutcome.Refused>().Code.ShouldBe("splunk.bad_alert_id");
        server.Requests.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(503, 9, "splunk.unavailable", true)]
    [InlineData(400, 7, "splunk.rejected", false)]
    [InlineData(403, 1, "splunk.forbidden", false)]
    [InlineData(200, 8, "splunk.not_taken", false)]
    public async Task The_event_collectors_own_code_decides(int status, int code, string expected, bool retryable)
    {
        server.HecSays = (status, code, "It says so");
        var failed = (await Execute("splunk.send_event", GoodSecrets)).ShouldBeOfType<ActionOutcome.Failed>();
        (failed.Code, failed.Retryable).ShouldBe((expected, retryable));
        failed.Detail.ShouldContain("It says so");
    }

    [Fact]
    public async Task An_event_is_sent_with_the_collectors_own_token_and_found_by_its_reference()
    {
        await Execute("splunk.send_event", GoodSecrets);
        server.Requests.Single(r => r.Path == "/hec/services/collector/event").Authorization.ShouldBe($"Splunk {SplunkServer.HecToken}");
        server.Events.Single()["event"]!["reference"]!.ToString().ShouldBe("ref-1");
        (await Connector.Check(Connection(GoodSecrets), Call("splunk.send_event"), Stop)).ShouldBeOfType<PostCheck.Confirmed>();
        (await Connector.Check(Connection(GoodSecrets), Call("splunk.send_event") with { Reference = "other" }, Stop)).ShouldBeOfType<PostCheck.NotKnown>();
        var connection = Connection(GoodSecrets) with { Settings = new FieldValues(Json(new { url = server.Origin, username = "holdfast" })) };
        (await Connector.Execute(connection, Call("splunk.send_event"), Stop)).ShouldBeOfType<ActionOutcome.Refused>().Code.ShouldBe("splunk.no_hec");
    }

    [Theory]
    [InlineData("..")]
    [InlineData("a/b")]
    public async Task A_name_that_would_lead_elsewhere_is_refused(string name)
    {
        var call = new ActionCall("splunk.dispatch_saved_search", new FieldValues(Json(new { name })), "r");
        (await Connector.Execute(Connection(GoodSecrets), call, Stop)).ShouldBeOfType<ActionOutcome.Refused>().Code.ShouldBe("splunk.bad_name");
        server.Requests.ShouldBeEmpty();
    }

    [Fact]
    public void A_document_needs_the_shared_secret_where_there_is_one_and_else_the_address_that_it_came_to()
    {
        var (call, _) = Document("splunk.alert_webhook");
        Connector.Accept(Connection(GoodSecrets), call with { Headers = new Dictionary<string, string> { ["x-holdfast-secret"] = GoodSecrets["webhookSecret"] } }).Value.Items.ShouldHaveSingleItem().Key.ShouldBe("scheduler__admin__1");
        Code(new() { ["X-Holdfast-Secret"] = "another" }).ShouldBe("splunk.bad_secret");
        Code(new() { ["X-Holdfast-Secret"] = "" }).ShouldBe("splunk.bad_secret");
        Connector.Accept(Connection(new Dictionary<string, string>()), call with { Headers = new Dictionary<string, string>() }).Value.Items.ShouldHaveSingleItem();

        string? Code(Dictionary<string, string> headers) => Connector.Accept(Connection(GoodSecrets), call with { Headers = headers }).Problem?.Code;
    }

    protected override void Prepare(string action)
    {
        if (action == "splunk.update_notable")
        {
            server.Put(SplunkServer.Notable(Notable, 1));
        }
    }

    protected override void Stock(string read, int count)
    {
        if (read == "splunk.notables")
        {
            server.Clear();
            foreach (var i in Enumerable.Range(0, count))
            {
                server.Put(SplunkServer.Notable($"A@@notable@@{i:000}", 1_772_359_200 + i));
            }
        }
        else if (read == "splunk.fired_alerts")
        {
            server.Fired = [.. Enumerable.Range(0, count).Select(i => Fired($"{i:000}", 1_772_359_200, 3))];
        }
        else
        {
            server.Hosts = [.. Enumerable.Range(0, count).Select(i => Host($"host-{i:000}"))];
        }
    }

    protected override string Sample(string read) => read switch
    {
        "splunk.notables" => SplunkServer.Notable(Notable, 1_772_359_200).ToJsonString(),
        "splunk.fired_alerts" => Fired("1", 1_772_359_200, 4),
        _ => Host("web-1"),
    };

    protected override void StockRaw(string read, IReadOnlyList<string> documents)
    {
        (server.RawNotables, server.Fired, server.Hosts) = read switch
        {
            "splunk.notables" => (documents, server.Fired, server.Hosts),
            "splunk.fired_alerts" => (server.RawNotables, documents, server.Hosts),
            _ => (server.RawNotables, server.Fired, documents),
        };
    }

    protected override (InboundCall Call, int Items) Document(string inbound)
    {
        var body = Encoding.UTF8.GetBytes("""{"sid":"scheduler__admin__1","search_name":"Brute force","app":"search","owner":"admin","results_link":"https://splunk.example/app/search/@go?sid=1","result":{"src":"198.51.100.7","_time":"1772359200"}}""");
        return (new InboundCall(inbound, new Dictionary<string, string> { ["X-Holdfast-Secret"] = GoodSecrets["webhookSecret"] }, body), 1);
    }

    private async Task<Result<IReadOnlyList<ReadItem>>> All(string read, DateTimeOffset? since = null)
    {
        var items = new List<ReadItem>();
        string? cursor = null;
        do
        {
            if ((await Connector.Read(Connection(GoodSecrets), new ReadCall(read, cursor, 100, since), Stop)).Fails(out var page, out var problem))
            {
                return problem;
            }

            items.AddRange(page.Items);
            cursor = page.Next;
        }
        while (cursor is not null);
        return items;
    }

    private Task<ActionOutcome> Search(object parameters) => Connector.Execute(Connection(GoodSecrets), new ActionCall("splunk.search", new FieldValues(Json(parameters)), "r"), Stop);

    private static Dictionary<string, string> Secrets(string password, string hec, string webhook) => new() { ["password"] = password, ["hecToken"] = hec, ["webhookSecret"] = webhook };

    private static string Host(string name) => JsonSerializer.Serialize(new { host = name, firstTime = "1772000000", lastTime = "1772359200", recentTime = "1772359200", totalCount = "17", type = "hosts" });

    private static string Fired(string id, long at, int severity) => JsonSerializer.Serialize(new
    {
        name = $"scheduler__admin__search__RMD5_at_{at}_{id}",
        content = new { savedsearch_name = "Brute force", severity, sid = $"scheduler__{id}", trigger_time = at, trigger_time_rendered = "2026-03-01 10:00:00 UTC", alert_type = "number of events", digest_mode = true, triggered_alerts = "2", actions = "webhook" },
    });
}
