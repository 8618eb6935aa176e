using System.Text.Json;
using Holdfast.Connectors.CortexXdr;
using Holdfast.Modules.Integrations.Contracts;
using Holdfast.Modules.Integrations.Contracts.Ocsf;
using Holdfast.Platform.Outbound;
using Holdfast.Tests.Harness.CortexXdr;
using Holdfast.Tests.Harness.Products;

namespace Holdfast.Tests.Connectors.CortexXdr;

public sealed class CortexXdrConnectorTests : ConnectorCompliance
{
    private static readonly DateTimeOffset Noon = DateTimeOffset.Parse("2026-03-01T12:00:00Z");
    private static readonly string Asset = JsonDocument.Parse(XdrServer.Endpoint(900, Noon)).RootElement.GetProperty("endpoint_id").GetString()!;
    private readonly OutboundClient outbound = Outbounds.Loopback();
    private XdrServer server = null!;

    protected override IConnector Connector => field ??= new CortexXdrConnector(outbound, TimeProvider.System);

    protected override object GoodSettings => new { url = server.Url, keyId = server.AdvancedId };

    protected override IReadOnlyDictionary<string, string> GoodSecrets => new Dictionary<string, string> { ["apiKey"] = server.AdvancedKey };

    protected override IReadOnlyDictionary<string, string> BadSecrets => new Dictionary<string, string> { ["apiKey"] = "NoKeyOfThisTenantAtAll00000000000000000000000000" };

    protected override IReadOnlyDictionary<string, object> GoodParameters { get; } = new Dictionary<string, object>
    {
        ["cortexxdr.isolate"] = new { asset = Asset },
        ["cortexxdr.release"] = new { asset = Asset },
        ["cortexxdr.close_incident"] = new { alert = "900", comment = "A test of our own [was:nothing]", status = "resolved_false_positive" },
        ["cortexxdr.reopen_incident"] = new { alert = "900" },
    };

    protected override ProductServer Product => server;

    public override async ValueTask InitializeAsync() => server = await XdrServer.Start();

    public override async ValueTask DisposeAsync()
    {
        await server.DisposeAsync();
        outbound.Dispose();
        await base.DisposeAsync();
    }

    [Fact]
    public void The_signature_is_the_hash_of_key_nonce_and_milliseconds() =>
        // printf '%s' 'thekey' 'A…A (64)' '1700000000123' | sha256sum
        CortexXdrSignature("thekey", new string('A', 64), "1700000000123").ShouldBe("0a5ba8add3201550bd31cc6522688fa094ea089e0a722999a04d450386fbd536");

    [Fact]
    public async Task An_advanced_key_is_not_sent_and_no_nonce_comes_twice()
    {
        await Connector.Test(Connection(GoodSecrets), Stop);
        var first = server.LastHeaders["x-xdr-nonce"];
        await Connector.Test(Connection(GoodSecrets), Stop);
        server.LastHeaders["x-xdr-nonce"].ShouldNotBe(first);
        server.LastHeaders.Values.ShouldNotContain(value => value.Contains(server.AdvancedKey));
        server.Requests.ShouldAllBe(r => r.Method == "POST" && !r.Body.Contains(server.AdvancedKey));
    }

    [Fact]
    public async Task A_standard_key_is_sent_as_it_is_and_of_the_wrong_kind_refused()
    {
        var secrets = new Dictionary<string, string> { ["apiKey"] = server.StandardKey };
        (await Connector.Test(Of(secrets, server.StandardId, "standard"), Stop)).Ok.ShouldBeTrue();
        (await Connector.Test(Of(secrets, server.StandardId, "advanced"), Stop)).Code.ShouldBe("cortexxdr.unauthorized");
        (await Connector.Test(Of(GoodSecrets, server.AdvancedId, "standard"), Stop)).Code.ShouldBe("cortexxdr.unauthorized");
    }

    [Fact]
    public async Task A_clock_that_is_wrong_is_refused_as_a_bad_key_is()
    {
        var late = new CortexXdrConnector(outbound, new LateClock());
        (await late.Test(Connection(GoodSecrets), Stop)).Code.ShouldBe("cortexxdr.unauthorized");
    }

    [Fact]
    public async Task A_window_is_at_most_a_hundred_and_the_list_is_counted_not_its_result_count()
    {
        server.Incidents = [.. Enumerable.Range(1, 230).Select(i => XdrServer.Incident(i, Noon.AddMinutes(i)))];
        var sizes = new List<int>();
        string? cursor = null;
        do
        {
            var page = (await Connector.Read(Connection(GoodSecrets), new ReadCall("cortexxdr.incidents", cursor, 500, null), Stop)).Value;
            sizes.Add(page.Items.Count);
            cursor = page.Next;
        }
        while (cursor is not null);
        sizes.ShouldBe([100, 100, 30]);
        server.Requests.Count.ShouldBe(3);
    }

    [Fact]
    public async Task Incidents_since_a_moment_are_those_that_changed_at_it_or_after_it()
    {
        server.Incidents = [.. Enumerable.Range(1, 5).Select(i => XdrServer.Incident(i, Noon.AddMinutes(i)))];
        var items = (await Connector.Read(Connection(GoodSecrets), new ReadCall("cortexxdr.incidents", null, 10, Noon.AddMinutes(4)), Stop)).Value.Items;
        items.Select(i => i.Key).ShouldBe(["4", "5"]);
    }

    [Fact]
    public async Task An_incident_says_its_severity_state_technique_host_and_account()
    {
        server.Incidents = [XdrServer.Incident(1, Noon), XdrServer.Incident(2, Noon, "under_investigation"), XdrServer.Incident(3, Noon, "resolved_true_positive")];
        var items = (await Connector.Read(Connection(GoodSecrets), new ReadCall("cortexxdr.incidents", null, 10, null), Stop)).Value.Items;
        var records = items.Select(i => (DetectionFinding)i.Record).ToArray();
        records.Select(r => r.Status).ShouldBe([FindingStatus.New, FindingStatus.InProgress, FindingStatus.Resolved]);
        items.Select(i => i.Active).ShouldBe([true, true, false]);
        records[0].Severity.ShouldBe(SeverityId.High);
        records[0].Attacks.ShouldBe([new Attack("T1110.001", null)]);
        records[0].Device!.Uid.ShouldBe("aaaabbbbccccdddd");
        records[0].Observables.ShouldBe([new(ObservableType.Hostname, "pc-1"), new(ObservableType.UserName, "corp\\alice")]);
        items[0].ChangedAt.ShouldBe(Noon);
    }

    [Theory]
    [InlineData("AGENT_UNISOLATED", "connected")]
    [InlineData("AGENT_ISOLATED", "isolated")]
    [InlineData("true", "connected")]
    public async Task Whether_an_endpoint_is_isolated_is_a_word_and_no_truth_value(string word, string state)
    {
        server.Endpoints = [XdrServer.Endpoint(1, Noon, word)];
        var item = (await Connector.Read(Connection(GoodSecrets), new ReadCall("cortexxdr.endpoints", null, 10, null), Stop)).Value.Items.ShouldHaveSingleItem();
        ((InventoryInfo)item.Record).State.ShouldBe(state);
    }

    [Fact]
    public async Task Isolating_is_done_when_the_agent_has_done_it_and_not_when_it_was_taken_on()
    {
        server.LooksUntilDone = 3;
        (await Execute("cortexxdr.isolate", GoodSecrets)).ShouldBeOfType<ActionOutcome.Succeeded>();
        server.Requests.Count(r => r.Path.EndsWith("get_action_status/")).ShouldBe(4);
        server.Requests.Count(r => r.Path.EndsWith("/isolate/")).ShouldBe(1);
    }

    [Fact]
    public async Task An_isolation_that_outlasts_its_time_may_have_happened_and_the_post_check_settles_it()
    {
        server.LooksUntilDone = 1000;
        Prepare("cortexxdr.isolate");
        using var soon = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        soon.CancelAfter(TimeSpan.FromMilliseconds(700));
        var failed = (await Connector.Execute(Connection(GoodSecrets), Call("cortexxdr.isolate"), soon.Token)).ShouldBeOfType<ActionOutcome.Failed>();
        failed.Code.ShouldBe("cortexxdr.action_running");
        failed.MayHaveHappened.ShouldBeTrue();
        failed.Retryable.ShouldBeFalse();
        (await Connector.Check(Connection(GoodSecrets), Call("cortexxdr.isolate"), Stop)).ShouldBeOfType<PostCheck.NotKnown>();
        var again = (await Connector.Execute(Connection(GoodSecrets), Call("cortexxdr.isolate"), Stop)).ShouldBeOfType<ActionOutcome.Failed>();
        again.Code.ShouldBe("cortexxdr.pending");
        server.Effects.ShouldBe(1);
        server.Endpoints = [XdrServer.Endpoint(900, Noon, "AGENT_ISOLATED")];
        (await Connector.Check(Connection(GoodSecrets), Call("cortexxdr.isolate"), Stop)).ShouldBeOfType<PostCheck.Confirmed>();
    }

    [Theory]
    [InlineData("FAILED", "cortexxdr.action_failed", false)]
    [InlineData("EXPIRED", "cortexxdr.action_failed", false)]
    [InlineData("TIMEOUT", "cortexxdr.action_timed_out", true)]
    public async Task An_isolation_that_the_agent_did_not_do_is_a_failure(string end, string code, bool mayHaveHappened)
    {
        server.ActionResult = end;
        var failed = (await Execute("cortexxdr.isolate", GoodSecrets)).ShouldBeOfType<ActionOutcome.Failed>();
        failed.Code.ShouldBe(code);
        failed.MayHaveHappened.ShouldBe(mayHaveHappened);
    }

    [Fact]
    public async Task Isolating_what_is_isolated_changes_nothing_and_leaves_nothing_to_undo()
    {
        server.Endpoints = [XdrServer.Endpoint(900, Noon, "AGENT_ISOLATED")];
        (await Connector.Execute(Connection(GoodSecrets), Call("cortexxdr.isolate"), Stop)).ShouldBeOfType<ActionOutcome.Succeeded>().Undo.ShouldBeNull();
        server.Effects.ShouldBe(0);
    }

    [Fact]
    public async Task An_endpoint_or_incident_that_is_not_there_is_told_before_anything_is_changed()
    {
        (await Connector.Plan(Connection(GoodSecrets), Call("cortexxdr.isolate"), Stop)).Problem!.Code.ShouldBe("cortexxdr.no_endpoint");
        (await Connector.Plan(Connection(GoodSecrets), Call("cortexxdr.close_incident"), Stop)).Problem!.Code.ShouldBe("cortexxdr.no_incident");
        (await Connector.Execute(Connection(GoodSecrets), Call("cortexxdr.isolate"), Stop)).ShouldBeOfType<ActionOutcome.Failed>().Code.ShouldBe("cortexxdr.no_endpoint");
        server.Effects.ShouldBe(0);
    }

    [Fact]
    public async Task Undoing_a_closing_gives_the_incident_the_state_that_it_had()
    {
        server.Incidents = [XdrServer.Incident(900, Noon, "under_investigation")];
        var undo = (await Connector.Execute(Connection(GoodSecrets), Call("cortexxdr.close_incident"), Stop)).ShouldBeOfType<ActionOutcome.Succeeded>().Undo!.Value;
        await Connector.Execute(Connection(GoodSecrets), new ActionCall("cortexxdr.reopen_incident", new FieldValues(undo), "ref-2"), Stop);
        JsonDocument.Parse(server.Incidents[0]).RootElement.GetProperty("status").GetString().ShouldBe("under_investigation");
    }

    [Fact]
    public async Task A_closing_whose_answer_was_lost_is_found_with_the_state_before()
    {
        server.Incidents = [XdrServer.Incident(900, Noon, "under_investigation")];
        server.Fault = ProductFault.DropAfterwards;
        (await Connector.Execute(Connection(GoodSecrets), Call("cortexxdr.close_incident"), Stop)).ShouldBeOfType<ActionOutcome.Failed>().MayHaveHappened.ShouldBeTrue();
        server.Fault = ProductFault.None;
        var found = (await Connector.Check(Connection(GoodSecrets), Call("cortexxdr.close_incident"), Stop)).ShouldBeOfType<PostCheck.Confirmed>();
        found.Undo!.Value.GetProperty("status").GetString().ShouldBe("under_investigation");
    }

    [Fact]
    public async Task An_error_inside_a_good_status_is_judged_as_the_status_it_names()
    {
        server.Fault = ProductFault.ErrorInside;
        (await Connector.Read(Connection(GoodSecrets), new ReadCall("cortexxdr.incidents", null, 10, null), Stop)).Problem!.Code.ShouldBe("cortexxdr.server_error");
    }

    protected override void Prepare(string action)
    {
        server.Endpoints = action switch
        {
            "cortexxdr.isolate" => [XdrServer.Endpoint(900, Noon)],
            "cortexxdr.release" => [XdrServer.Endpoint(900, Noon, "AGENT_ISOLATED")],
            _ => server.Endpoints,
        };
        server.Incidents = action switch
        {
            "cortexxdr.close_incident" => [XdrServer.Incident(900, Noon)],
            "cortexxdr.reopen_incident" => [XdrServer.Incident(900, Noon, "resolved_other")],
            _ => server.Incidents,
        };
    }

    protected override void Stock(string read, int count)
    {
        server.Incidents = [.. Enumerable.Range(1, count).Select(i => XdrServer.Incident(i, Noon))];
        server.Endpoints = [.. Enumerable.Range(1, count).Select(i => XdrServer.Endpoint(i, Noon))];
    }

    protected override string Sample(string read) => read == "cortexxdr.endpoints" ? XdrServer.Endpoint(1, Noon) : XdrServer.Incident(1, Noon);

    protected override void StockRaw(string read, IReadOnlyList<string> documents)
    {
        server.Incidents = read == "cortexxdr.incidents" ? documents : [];
        server.Endpoints = read == "cortexxdr.endpoints" ? documents : [];
    }

    private static string CortexXdrSignature(string key, string nonce, string timestamp) =>
        (string)typeof(CortexXdrConnector).Assembly.GetType("Holdfast.Connectors.CortexXdr.CortexXdrApi", throwOnError: true)!.GetMethod("Signature")!.Invoke(null, [key, nonce, timestamp])!;

    private Connection Of(IReadOnlyDictionary<string, string> secrets, string keyId, string keyKind) =>
        Connection(secrets) with { Settings = new FieldValues(Json(new { url = server.Url, keyId, keyKind })) };

    private sealed class LateClock : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => base.GetUtcNow().AddMinutes(-10);
    }
}
