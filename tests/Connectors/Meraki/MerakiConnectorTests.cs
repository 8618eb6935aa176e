using System.Text.Json;
using System.Text.Json.Nodes;
using Holdfast.Connectors.Meraki;
using Holdfast.Modules.Integrations.Contracts;
using Holdfast.Modules.Integrations.Contracts.Ocsf;
using Holdfast.Platform.Outbound;
using Holdfast.Tests.Harness.Meraki;
using Holdfast.Tests.Harness.Products;

namespace Holdfast.Tests.Connectors.Meraki;

public sealed class MerakiConnectorTests : ConnectorCompliance
{
    private const string Network = "N_1";
    private readonly OutboundClient outbound = Outbounds.Loopback();
    private MerakiServer server = null!;
    private MerakiServer shard = null!;
    private MerakiConnector? connector;

    protected override IConnector Connector => connector ??= new MerakiConnector(outbound, TimeProvider.System, server.Host, shard.Host);

    protected override object GoodSettings => new { organization = MerakiServer.Organization, url = server.Url, network = Network };

    protected override IReadOnlyDictionary<string, string> GoodSecrets { get; } = ApiKey(MerakiServer.Key);

    protected override IReadOnlyDictionary<string, string> BadSecrets { get; } = ApiKey("0000000000000000000000000000000000000000");

    protected override IReadOnlyDictionary<string, object> GoodParameters { get; } = new Dictionary<string, object>
    {
        ["meraki.block_address"] = new { address = "198.51.100.7" },
        ["meraki.unblock_address"] = new { address = "203.0.113.9", network = Network, rule = "holdfast:before" },
        ["meraki.block_host"] = new { host = "Bad.example.com" },
        ["meraki.unblock_host"] = new { host = "worse.example.com", network = Network },
        ["meraki.block_client"] = new { client = "k74272e" },
        ["meraki.restore_client"] = new { client = "00:11:22:33:44:66", policy = "Normal" },
        ["meraki.dismiss_alert"] = new { alert = "1234", comment = "Known." },
        ["meraki.restore_alert"] = new { alert = "5678" },
    };

    protected override ProductServer Product => server;

    public override async ValueTask InitializeAsync() => (server, shard) = (await MerakiServer.Start(), await MerakiServer.Start());

    public override async ValueTask DisposeAsync()
    {
        await server.DisposeAsync();
        await shard.DisposeAsync();
        connector?.Dispose();
        outbound.Dispose();
        await base.DisposeAsync();
    }

    [Fact]
    public async Task A_redirect_to_another_of_merakis_hosts_is_followed_with_the_key_and_the_method()
    {
        server.RedirectsTo = shard.Origin;
        (await Connector.Test(Connection(GoodSecrets), Stop)).Ok.ShouldBeTrue();
        shard.Policy("k74272e", "Normal");
        (await Connector.Execute(Connection(GoodSecrets), Call("meraki.block_client"), Stop)).ShouldBeOfType<ActionOutcome.Succeeded>();
        shard.Requests.Select(r => r.Method).ShouldBe(["GET", "GET", "PUT"]);
        shard.Requests.ShouldAllBe(r => r.Authorization == $"Bearer {MerakiServer.Key}");
    }

    [Fact]
    public async Task A_redirect_to_any_other_host_is_not_followed_and_the_key_stays_here()
    {
        await using var stranger = await MerakiServer.Start();
        server.RedirectsTo = stranger.Origin;
        (await Connector.Test(Connection(GoodSecrets), Stop)).Code.ShouldBe("meraki.redirected");
        stranger.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_redirect_in_a_circle_ends()
    {
        (server.RedirectsTo, shard.RedirectsTo) = (shard.Origin, server.Origin);
        (await Connector.Test(Connection(GoodSecrets), Stop)).Code.ShouldBe("meraki.redirected");
        (server.Requests.Count + shard.Requests.Count).ShouldBe(3);
    }

    [Fact]
    public async Task A_next_page_on_another_of_merakis_hosts_is_read_and_on_a_strangers_is_not()
    {
        Stock("meraki.devices", 5);
        shard.Devices = server.Devices;
        server.PagesAt = shard.Origin;
        var first = await Page(null);
        (await Page(first.Next)).Items.Count.ShouldBe(2);
        await using var stranger = await MerakiServer.Start();
        server.PagesAt = stranger.Origin;
        var call = new ReadCall("meraki.devices", (await Page(null)).Next, 3, null);
        (await Connector.Read(Connection(GoodSecrets), call, Stop)).Problem.ShouldNotBeNull().Code.ShouldBe("meraki.bad_cursor");
        stranger.Requests.ShouldBeEmpty();

        async Task<ReadPage> Page(string? cursor) => (await Connector.Read(Connection(GoodSecrets), new ReadCall("meraki.devices", cursor, 3, null), Stop)).Value;
    }

    [Theory]
    [InlineData("https://api.meraki.com.evil.example/api/v1")]
    [InlineData("https://evilmeraki.com/api/v1")]
    [InlineData("http://api.meraki.com/api/v1")]
    [InlineData("https://api.meraki.com:8443/api/v1")]
    public async Task An_address_that_is_not_merakis_is_refused_when_it_is_configured_and_when_it_is_called(string url)
    {
        var settings = new FieldValues(Json(new { organization = MerakiServer.Organization, url }));
        (await Connector.Check(settings, Stop)).ShouldNotBeNull().Code.ShouldBe("meraki.unknown_host");
        (await Connector.Test(Connection(GoodSecrets) with { Settings = settings }, Stop)).Code.ShouldBe("meraki.redirected");
    }

    [Theory]
    [InlineData(true, 7)]
    [InlineData(false, null)]
    public async Task Too_many_requests_can_be_tried_again_whether_it_is_said_when_or_not(bool saysWhen, int? seconds)
    {
        (server.Fault, server.SaysWhen) = (ProductFault.TooMany, saysWhen);
        var failed = (await Execute("meraki.block_address", GoodSecrets)).ShouldBeOfType<ActionOutcome.Failed>();
        (failed.Code, failed.Retryable, failed.RetryAfter?.TotalSeconds).ShouldBe(("meraki.rate_limited", true, (double?)seconds));
        failed.Detail.ShouldEndWith("(Meraki's request req-of-a-fault)");
    }

    [Fact]
    public async Task Other_changes_under_way_are_waited_for()
    {
        server.Refuses = (400, "Cannot proceed: currently executing batches for this organization");
        var failed = (await Execute("meraki.block_address", GoodSecrets)).ShouldBeOfType<ActionOutcome.Failed>();
        (failed.Code, failed.Retryable, failed.RetryAfter).ShouldBe(("meraki.busy", true, TimeSpan.FromMinutes(1)));
    }

    [Fact]
    public async Task A_key_without_this_organization_does_not_work()
    {
        server.Organizations = [];
        (await Connector.Test(Connection(GoodSecrets), Stop)).Code.ShouldBe("meraki.no_organizations");
        server.Organizations = [new { id = "1", name = "Another" }];
        (await Connector.Test(Connection(GoodSecrets), Stop)).Code.ShouldBe("meraki.not_found");
        server.Organizations = [new { id = MerakiServer.Organization, name = "Ours", api = new { enabled = false } }];
        (await Connector.Test(Connection(GoodSecrets), Stop)).Code.ShouldBe("meraki.api_disabled");
    }

    [Fact]
    public async Task A_block_stands_first_keeps_the_others_and_leaves_out_merakis_own_rule()
    {
        server.Put(Network, MerakiServer.Rule("VoIP", "10.0.0.0/8", "allow"), MerakiServer.Rule("holdfast:other", "192.0.2.1/32"));
        var done = (await Execute("meraki.block_address", GoodSecrets)).ShouldBeOfType<ActionOutcome.Succeeded>();
        server.Rules(Network).Select(r => (r!["comment"]!.ToString(), r["policy"]!.ToString(), r["destCidr"]!.ToString()))
            .ShouldBe([("holdfast:ref-1", "deny", "198.51.100.7/32"), ("VoIP", "allow", "10.0.0.0/8"), ("holdfast:other", "deny", "192.0.2.1/32")]);
        await Connector.Execute(Connection(GoodSecrets), new ActionCall("meraki.unblock_address", new FieldValues(done.Undo!.Value), "r2"), Stop);
        server.Rules(Network).Select(r => r!["comment"]!.ToString()).ShouldBe(["VoIP", "holdfast:other"]);
    }

    [Fact]
    public async Task A_block_that_is_there_already_is_not_written_twice()
    {
        await Execute("meraki.block_address", GoodSecrets);
        (await Connector.Execute(Connection(GoodSecrets), Call("meraki.block_address"), Stop)).ShouldBeOfType<ActionOutcome.Succeeded>();
        Effects.ShouldBe(1);
        server.Rules(Network).Count.ShouldBe(1);
    }

    [Fact]
    public async Task Letting_in_again_takes_out_ours_only()
    {
        server.Put(Network, MerakiServer.Rule("by hand", "203.0.113.9/32"), MerakiServer.Rule("holdfast:a", "203.0.113.9/32"), MerakiServer.Rule("holdfast:b", "203.0.113.9"), MerakiServer.Rule("holdfast:a", "203.0.113.10/32"));
        var call = new ActionCall("meraki.unblock_address", new FieldValues(Json(new { address = "203.0.113.9" })), "r");
        (await Connector.Execute(Connection(GoodSecrets), call, Stop)).ShouldBeOfType<ActionOutcome.Succeeded>();
        server.Rules(Network).Select(r => (r!["comment"]!.ToString(), r["destCidr"]!.ToString())).ShouldBe([("by hand", "203.0.113.9/32"), ("holdfast:a", "203.0.113.10/32")]);
    }

    [Fact]
    public async Task Two_blocks_at_once_in_one_network_are_both_there()
    {
        var outcomes = await Task.WhenAll(Enumerable.Range(1, 8).Select(i =>
            Connector.Execute(Connection(GoodSecrets), new ActionCall("meraki.block_address", new FieldValues(Json(new { address = $"198.51.100.{i}" })), $"r{i}"), Stop)));
        outcomes.ShouldAllBe(o => o is ActionOutcome.Succeeded);
        server.Rules(Network).Count.ShouldBe(8);
    }

    [Fact]
    public async Task Another_writer_who_undoes_it_is_seen_and_one_who_adds_is_no_harm()
    {
        server.AnotherWriter = before => before;
        var failed = (await Execute("meraki.block_address", GoodSecrets)).ShouldBeOfType<ActionOutcome.Failed>();
        (failed.Code, failed.Retryable, failed.MayHaveHappened).ShouldBe(("meraki.overwritten", true, false));
        server.AnotherWriter = _ => [MerakiServer.Rule("theirs", "192.0.2.1/32"), MerakiServer.Rule("holdfast:ref-1", "198.51.100.7/32")];
        (await Execute("meraki.block_address", GoodSecrets)).ShouldBeOfType<ActionOutcome.Succeeded>();
    }

    [Fact]
    public async Task A_network_of_a_template_and_no_network_at_all_are_told()
    {
        server.Refuses = (400, "Cannot modify firewall rules for networks bound to a configuration template");
        (await Execute("meraki.block_address", GoodSecrets)).ShouldBeOfType<ActionOutcome.Failed>().Detail.ShouldContain("configuration template");
        var none = Connection(GoodSecrets) with { Settings = new FieldValues(Json(new { organization = MerakiServer.Organization, url = server.Url })) };
        (await Connector.Execute(none, Call("meraki.block_address"), Stop)).ShouldBeOfType<ActionOutcome.Refused>().Code.ShouldBe("meraki.no_network");
        (await Connector.Plan(none, Call("meraki.block_client"), Stop)).Problem.ShouldNotBeNull().Code.ShouldBe("meraki.no_network");
    }

    [Fact]
    public async Task A_denied_host_stands_beside_the_other_layer_7_rules_and_is_taken_out_alone()
    {
        var games = new JsonObject { ["policy"] = "deny", ["type"] = "application", ["value"] = new JsonObject { ["id"] = "meraki:layer7/application/5", ["name"] = "Gaming" } };
        server.PutLayer7(Network, [games, Denied("other.example.com")]);
        var done = (await Execute("meraki.block_host", GoodSecrets)).ShouldBeOfType<ActionOutcome.Succeeded>();
        JsonNode.DeepEquals(server.Layer7(Network), new JsonArray(games.DeepClone(), Denied("other.example.com"), Denied("bad.example.com"))).ShouldBeTrue();
        await Connector.Execute(Connection(GoodSecrets), new ActionCall("meraki.unblock_host", new FieldValues(done.Undo!.Value), "r2"), Stop);
        JsonNode.DeepEquals(server.Layer7(Network), new JsonArray(games.DeepClone(), Denied("other.example.com"))).ShouldBeTrue();
    }

    [Fact]
    public async Task A_host_that_somebody_denied_before_stays_denied()
    {
        server.PutLayer7(Network, [Denied("bad.example.com")]);
        (await Execute("meraki.block_host", GoodSecrets)).ShouldBeOfType<ActionOutcome.Succeeded>().Undo.ShouldBeNull();
        Effects.ShouldBe(0);
    }

    [Theory]
    [InlineData("example")]
    [InlineData("198.51.100.7")]
    [InlineData("a b.example.com")]
    [InlineData("http://example.com")]
    [InlineData("exämple.com")]
    public async Task What_is_no_host_is_refused(string host)
    {
        var call = new ActionCall("meraki.block_host", new FieldValues(Json(new { host })), "r");
        (await Connector.Execute(Connection(GoodSecrets), call, Stop)).ShouldBeOfType<ActionOutcome.Refused>().Code.ShouldBe("meraki.bad_host");
        server.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_client_gets_back_the_group_policy_that_it_had()
    {
        server.Policy("k74272e", "Group policy", "101");
        var done = (await Connector.Execute(Connection(GoodSecrets), Call("meraki.block_client"), Stop)).ShouldBeOfType<ActionOutcome.Succeeded>();
        server.Policy("k74272e")["devicePolicy"]!.ToString().ShouldBe("Blocked");
        await Connector.Execute(Connection(GoodSecrets), new ActionCall("meraki.restore_client", new FieldValues(done.Undo!.Value), "r2"), Stop);
        (server.Policy("k74272e")["devicePolicy"]!.ToString(), server.Policy("k74272e")["groupPolicyId"]!.ToString()).ShouldBe(("Group policy", "101"));
        var call = new ActionCall("meraki.restore_client", new FieldValues(Json(new { client = "k74272e", policy = "Group policy" })), "r");
        (await Connector.Execute(Connection(GoodSecrets), call, Stop)).ShouldBeOfType<ActionOutcome.Refused>().Code.ShouldBe("meraki.no_group_policy");
    }

    [Theory]
    [InlineData("../../organizations")]
    [InlineData("a?b")]
    [InlineData("..")]
    public async Task An_id_that_would_lead_elsewhere_is_refused(string id)
    {
        foreach (var call in new[]
        {
            new ActionCall("meraki.block_address", new FieldValues(Json(new { address = "198.51.100.7", network = id })), "r"),
            new ActionCall("meraki.block_client", new FieldValues(Json(new { client = id })), "r"),
            new ActionCall("meraki.dismiss_alert", new FieldValues(Json(new { alert = id, comment = "x" })), "r"),
        })
        {
            (await Connector.Execute(Connection(GoodSecrets), call, Stop)).ShouldBeOfType<ActionOutcome.Refused>().Code.ShouldBe("meraki.bad_id");
        }

        server.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task An_alert_that_is_not_there_or_dismissed_already_is_not_dismissed()
    {
        (await Connector.Execute(Connection(GoodSecrets), Call("meraki.dismiss_alert"), Stop)).ShouldBeOfType<ActionOutcome.Failed>().Code.ShouldBe("meraki.not_found");
        server.Dismissed("1234", true);
        (await Connector.Execute(Connection(GoodSecrets), Call("meraki.dismiss_alert"), Stop)).ShouldBeOfType<ActionOutcome.Failed>().Code.ShouldBe("meraki.alert_unchanged");
        Effects.ShouldBe(0);
    }

    [Fact]
    public async Task The_two_shapes_of_security_events_are_read_and_their_key_does_not_change()
    {
        server.Events = [Intrusion(1), File];
        var items = (await Read("meraki.security_events")).Items;
        var intrusion = items[0].Record.ShouldBeOfType<DetectionFinding>();
        (intrusion.Title, intrusion.Severity, intrusion.Disposition, intrusion.SrcEndpoint!.Port, intrusion.DstEndpoint!.Port)
            .ShouldBe(("SERVER-WEBAPP attempt 1", SeverityId.High, Disposition.Blocked, 56391, 80));
        intrusion.Observables.ShouldBe([new(ObservableType.IpAddress, "198.51.100.7"), new(ObservableType.IpAddress, "10.20.30.40")]);
        var file = items[1].Record.ShouldBeOfType<DetectionFinding>();
        (file.Severity, file.Disposition, file.DstEndpoint!.Port).ShouldBe((SeverityId.High, Disposition.Blocked, 80));
        file.Observables[0].ShouldBe(new Observable(ObservableType.Hash, new string('a', 64)));

        // The same event with its members in another order.
        server.Events = [new JsonObject(JsonNode.Parse(Intrusion(1))!.AsObject().Reverse().Select(m => KeyValuePair.Create(m.Key, m.Value?.DeepClone()))).ToJsonString()];
        (await Read("meraki.security_events")).Items.ShouldHaveSingleItem().Key.ShouldBe(items[0].Key);
    }

    [Fact]
    public async Task Security_events_are_asked_for_between_two_times_and_not_further_back_than_a_year()
    {
        await Read("meraki.security_events");
        var query = Uri.UnescapeDataString(server.Requests[^1].Query);
        var from = DateTimeOffset.Parse(query.Split("t0=")[1].Split('&')[0]);
        (TimeProvider.System.GetUtcNow() - from).TotalDays.ShouldBeInRange(363.9, 365);
        query.ShouldContain("sortOrder=ascending");
    }

    [Fact]
    public async Task Devices_have_their_availability_and_what_may_be_missing_is()
    {
        server.Devices = ["""{"serial":"Q2AB-CDEF-1234","name":null,"mac":"00:18:0a:11:22:33","model":"MX67","networkId":"N_1","lanIp":null,"firmware":"wired-18","tags":["branch"]}"""];
        server.Availabilities = ["""{"serial":"Q2AB-CDEF-1234","status":"alerting","productType":"appliance"}"""];
        var item = (await Read("meraki.devices")).Items.ShouldHaveSingleItem();
        item.Title.ShouldBe("00:18:0a:11:22:33");
        item.Data.GetProperty("availability").GetProperty("status").GetString().ShouldBe("alerting");
        var record = item.Record.ShouldBeOfType<InventoryInfo>();
        (record.State, record.Device.Ip.Count).ShouldBe(("alerting", 0));
    }

    protected override void Prepare(string action)
    {
        server.Policy("k74272e", "Normal");
        server.Policy("00:11:22:33:44:66", "Blocked");
        server.Dismissed("1234", false);
        server.Dismissed("5678", true);
        if (action == "meraki.unblock_host")
        {
            server.PutLayer7(Network, [.. server.Layer7(Network).Select(r => r!.DeepClone()), Denied("worse.example.com")]);
        }

        if (action == "meraki.unblock_address")
        {
            server.Put(Network, [.. server.Rules(Network).Select(r => r!.DeepClone().AsObject()), MerakiServer.Rule("holdfast:before", "203.0.113.9/32")]);
        }
    }

    protected override void Stock(string read, int count)
    {
        switch (read)
        {
            case "meraki.security_events":
                server.Events = [.. Enumerable.Range(0, count).Select(Intrusion)];
                break;
            case "meraki.assurance_alerts":
                server.Alerts = [.. Enumerable.Range(0, count).Select(i => MerakiServer.Alert($"{i:000}").ToJsonString())];
                break;
            default:
                server.Devices = [.. Enumerable.Range(0, count).Select(i => JsonSerializer.Serialize(new { serial = $"Q2AB-CDEF-{i:0000}", name = $"MX {i}", productType = "appliance" }))];
                break;
        }
    }

    protected override string Sample(string read) => read switch
    {
        "meraki.security_events" => Intrusion(1),
        "meraki.assurance_alerts" => MerakiServer.Alert("1").ToJsonString(),
        _ => """{"serial":"Q2AB-CDEF-1234","name":"MX 1","mac":"00:18:0a:11:22:33","model":"MX67","networkId":"N_1","lanIp":"10.0.0.1","firmware":"wired-18","productType":"appliance","tags":["branch"],"configurationUpdatedAt":"2026-03-01T10:00:00Z"}""",
    };

    protected override void StockRaw(string read, IReadOnlyList<string> documents)
    {
        (server.Events, server.Alerts, server.Devices) = read switch
        {
            "meraki.security_events" => (documents, server.Alerts, server.Devices),
            "meraki.assurance_alerts" => (server.Events, documents, server.Devices),
            _ => (server.Events, server.Alerts, documents),
        };
    }

    private async Task<ReadPage> Read(string read) => (await Connector.Read(Connection(GoodSecrets), new ReadCall(read, null, 100, null), Stop)).Value;

    private static JsonObject Denied(string host) => new() { ["policy"] = "deny", ["type"] = "host", ["value"] = host };

    private static Dictionary<string, string> ApiKey(string key) => new() { ["apiKey"] = key };

    private static string Intrusion(int i) => JsonSerializer.Serialize(new
    {
        ts = "2026-03-01T10:00:00.000000Z",
        eventType = "IDS Alert",
        deviceMac = "00:18:0a:11:22:33",
        clientMac = "",
        srcIp = "198.51.100.7:56391",
        destIp = "10.20.30.40:80",
        protocol = "tcp/ip",
        priority = "1",
        classification = "4",
        blocked = true,
        message = $"SERVER-WEBAPP attempt {i}",
        signature = "1:58853:1",
        sigSource = "",
        ruleId = "meraki:intrusion/snort/GID/1/SID/58853",
    });

    private static string File => JsonSerializer.Serialize(new
    {
        ts = "2026-03-01T10:00:00.000000Z",
        eventType = "File Scanned",
        clientName = "COMPUTER-M-V78J",
        clientMac = "10:dd:b1:eb:88:f8",
        clientIp = "192.168.128.2",
        srcIp = "192.168.128.2",
        destIp = "119.192.233.48",
        protocol = "http",
        uri = "http://www.favorite-icons.com/program/FavoriteIconsUninstall.exe",
        canonicalName = "PUA.Win.Dropper.Kraddare::1201",
        destinationPort = 80,
        fileHash = new string('a', 64),
        fileType = "MS_EXE",
        fileSizeBytes = 193688,
        disposition = "Malicious",
        action = "Blocked",
    });
}
