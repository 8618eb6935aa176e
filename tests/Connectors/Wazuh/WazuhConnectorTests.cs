using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using System.Text.Json.Nodes;
using Holdfast.Connectors.Wazuh;
using Holdfast.Modules.Integrations.Contracts;
using Holdfast.Platform.Outbound;
using Holdfast.Tests.Harness.Products;
using Holdfast.Tests.Harness.Wazuh;

namespace Holdfast.Tests.Connectors.Wazuh;

public sealed partial class WazuhConnectorTests : ConnectorCompliance
{
    private readonly OutboundClient outbound = Outbounds.Loopback();
    private WazuhServer server = null!;

    protected override IConnector Connector => field ??= new WazuhConnector(outbound, TimeProvider.System);

    protected override object GoodSettings => Settings();

    protected override IReadOnlyDictionary<string, string> GoodSecrets { get; } = Passwords(WazuhServer.Password, WazuhServer.Password);

    protected override IReadOnlyDictionary<string, string> BadSecrets { get; } = Passwords("another-password", "another-password");

    protected override IReadOnlyDictionary<string, object> GoodParameters { get; } = new Dictionary<string, object>
    {
        ["wazuh.block_address"] = new { address = "198.51.100.7", agents = new[] { "001", "002" }, seconds = 600 },
        ["wazuh.unblock_address"] = new { address = "198.51.100.7" },
        ["wazuh.restart_agent"] = new { agent = "001" },
        ["wazuh.add_to_group"] = new { agent = "001", group = "quarantine" },
        ["wazuh.remove_from_group"] = new { agent = "002", group = "linux" },
    };

    protected override ProductServer Product => server;

    public override async ValueTask InitializeAsync() => server = await WazuhServer.Start();

    public override async ValueTask DisposeAsync()
    {
        await server.DisposeAsync();
        outbound.Dispose();
        await base.DisposeAsync();
    }

    [Theory]
    [InlineData("/api", "The server API: ")]
    [InlineData("/indexer", "The server API works; the indexer does not: ")]
    public async Task The_test_says_which_of_the_two_services_does_not_work(string below, string says)
    {
        (server.FaultsBelow, server.Fault) = (below, ProductFault.Unavailable);
        var check = await Connector.Test(Connection(GoodSecrets), Stop);
        check.Code.ShouldBe("wazuh.unavailable");
        check.Detail.ShouldStartWith(says);
        server.Fault = ProductFault.None;
        (await Connector.Test(Connection(below == "/api" ? Passwords("wrong-one", WazuhServer.Password) : Passwords(WazuhServer.Password, "wrong-one")), Stop)).Detail.ShouldStartWith(says);
    }

    [Fact]
    public async Task Each_service_has_a_self_made_certificate_of_its_own_that_is_pinned()
    {
        using var ofApi = SelfMade();
        using var ofIndexer = SelfMade();
        await using var manager = await WazuhServer.Start(ofApi);
        await using var index = await WazuhServer.Start(ofIndexer);
        (await Test(Pin(ofApi), Pin(ofIndexer))).Ok.ShouldBeTrue();
        (await Test(null, Pin(ofIndexer))).Code.ShouldBe("wazuh.tls_failed");
        var other = await Test(Pin(ofApi), Pin(ofApi));
        other.Code.ShouldBe("wazuh.tls_failed");
        other.Detail.ShouldStartWith("The server API works; the indexer does not: ");
        (await Connector.Check(Over(Pin(ofApi), "no fingerprint"), Stop)).ShouldNotBeNull().Code.ShouldBe("wazuh.bad_fingerprint");

        Task<ConnectionCheck> Test(string? pin, string? indexerPin) => Connector.Test(Connection(GoodSecrets) with { Settings = Over(pin, indexerPin) }, Stop);

        FieldValues Over(string? pin, string? indexerPin) => new(Json(new
        {
            apiUrl = manager.ApiUrl,
            apiUser = "holdfast",
            certificateSha256 = pin,
            indexerUrl = index.IndexerUrl,
            indexerUser = "holdfast",
            indexerCertificateSha256 = indexerPin,
        }));
    }

    [Fact]
    public async Task A_token_is_kept_and_renewed_once_when_it_was_revoked()
    {
        var connection = Connection(GoodSecrets);
        await Connector.Test(connection, Stop);
        await Connector.Test(connection, Stop);
        server.SignIns.ShouldBe(1);
        server.RevokeTokens();
        (await Connector.Execute(connection, Call("wazuh.restart_agent"), Stop)).ShouldBeOfType<ActionOutcome.Succeeded>();
        server.SignIns.ShouldBe(2);
    }

    [Fact]
    public async Task A_token_that_is_never_taken_is_no_loop_of_sign_ins()
    {
        server.Fault = ProductFault.Unauthorized;
        (await Connector.Execute(Connection(GoodSecrets), Call("wazuh.restart_agent"), Stop)).ShouldBeOfType<ActionOutcome.Failed>().Code.ShouldBe("wazuh.unauthorized");
        server.SignIns.ShouldBe(2);
        server.Fault = ProductFault.None;
        (await Connector.Execute(Connection(BadSecrets), Call("wazuh.restart_agent"), Stop)).ShouldBeOfType<ActionOutcome.Failed>().Code.ShouldBe("wazuh.unauthorized");
        server.SignIns.ShouldBe(3);
    }

    [Fact]
    public async Task A_lock_out_is_told_with_its_five_minutes()
    {
        server.LockedOut = true;
        var failed = (await Connector.Execute(Connection(GoodSecrets), Call("wazuh.restart_agent"), Stop)).ShouldBeOfType<ActionOutcome.Failed>();
        (failed.Code, failed.RetryAfter).ShouldBe(("wazuh.locked_out", TimeSpan.FromMinutes(5)));
    }

    [Fact]
    public async Task Too_many_requests_without_a_time_are_tried_again_after_the_servers_minute()
    {
        (server.Fault, server.FaultsBelow) = (ProductFault.TooMany, "/api");
        (await Connector.Execute(Connection(GoodSecrets), Call("wazuh.restart_agent"), Stop)).ShouldBeOfType<ActionOutcome.Failed>().RetryAfter.ShouldBe(TimeSpan.FromMinutes(1));
    }

    [Fact]
    public async Task A_block_names_its_agents_and_runs_the_command_with_the_asked_seconds()
    {
        await Execute("wazuh.block_address", GoodSecrets);
        var (agents, body) = server.Responses.ShouldHaveSingleItem();
        agents.ShouldBe("001,002");
        var sent = JsonNode.Parse(body)!;
        sent["command"]!.ToString().ShouldBe("firewall-drop600");
        sent["alert"]!["data"]!["srcip"]!.ToString().ShouldBe("198.51.100.7");
        (await Block(new { address = "198.51.100.7", agents = new[] { "001" }, script = "netsh" })).ShouldBeOfType<ActionOutcome.Succeeded>().Result.GetProperty("command").GetString().ShouldBe("netsh600");
        (await Block(new { address = "198.51.100.7", agents = new[] { "001" }, seconds = 0 })).ShouldBeOfType<ActionOutcome.Succeeded>().Result.GetProperty("command").GetString().ShouldBe("firewall-drop0");
    }

    [Fact]
    public async Task Agents_come_from_the_call_or_a_group_or_the_settings_and_never_from_nowhere()
    {
        server.Put(new WazuhAgent("003", "away", "disconnected") { Groups = ["edge"] });
        server.Put(new WazuhAgent("004", "edge-1") { Groups = ["edge"] });
        await Block(new { address = "198.51.100.7" });
        await Block(new { address = "198.51.100.7", group = "edge" });
        server.Responses.Select(r => r.Agents).ShouldBe(["001", "004"]);
        var connection = Connection(GoodSecrets) with { Settings = new FieldValues(Json(Settings(agents: []))) };
        foreach (var parameters in new object[] { new { address = "198.51.100.7" }, new { address = "198.51.100.7", agents = Array.Empty<string>() }, new { address = "198.51.100.7", group = "nobody" } })
        {
            var call = new ActionCall("wazuh.block_address", new FieldValues(Json(parameters)), "r");
            (await Connector.Execute(connection, call, Stop)).ShouldBeOfType<ActionOutcome.Refused>().Code.ShouldBe("wazuh.no_agents");
            (await Connector.Plan(connection, call, Stop)).Problem.ShouldNotBeNull().Code.ShouldBe("wazuh.no_agents");
        }

        server.Responses.Count.ShouldBe(2);
    }

    [Theory]
    [InlineData("000", "wazuh.is_manager")]
    [InlineData("*", "wazuh.bad_agent")]
    [InlineData("001,002", "wazuh.bad_agent")]
    public async Task The_manager_and_what_is_no_id_are_refused(string agent, string code)
    {
        (await Block(new { address = "198.51.100.7", agents = new[] { "001", agent } })).ShouldBeOfType<ActionOutcome.Refused>().Code.ShouldBe(code);
        server.Responses.ShouldBeEmpty();
        (await Connector.Check(new FieldValues(Json(Settings(agents: [agent]))), Stop)).ShouldNotBeNull().Code.ShouldBe(code);
    }

    [Theory]
    [InlineData("!rm600")]
    [InlineData("restart-wazuh0")]
    [InlineData("firewall-drop")]
    [InlineData("../../etc/x600")]
    public async Task Only_wazuhs_own_blocking_scripts_with_a_timeout_may_stand_in_the_settings(string command)
    {
        var settings = new FieldValues(Json(Settings(commands: [command])));
        (await Connector.Check(settings, Stop)).ShouldNotBeNull().Code.ShouldBe("wazuh.bad_commands");
        var call = new ActionCall("wazuh.block_address", new FieldValues(Json(new { address = "198.51.100.7" })), "r");
        (await Connector.Execute(Connection(GoodSecrets) with { Settings = settings }, call, Stop)).ShouldBeOfType<ActionOutcome.Refused>().Code.ShouldBe("wazuh.no_command");
    }

    [Fact]
    public async Task A_command_that_the_manager_does_not_have_and_an_address_that_is_none_are_told()
    {
        server.Commands = [];
        (await Execute("wazuh.block_address", GoodSecrets)).ShouldBeOfType<ActionOutcome.Failed>().Code.ShouldBe("wazuh.unknown_command");
        (await Block(new { address = "evil.example" })).ShouldBeOfType<ActionOutcome.Refused>().Code.ShouldBe("wazuh.bad_address");
        (await Block(new { address = "198.51.100.7", seconds = 77 })).ShouldBeOfType<ActionOutcome.Refused>().Code.ShouldBe("wazuh.no_command");
    }

    [Fact]
    public async Task A_part_of_the_agents_is_no_success_and_may_have_happened()
    {
        server.Put(new WazuhAgent("002", "db-1", "disconnected"));
        var failed = (await Execute("wazuh.block_address", GoodSecrets)).ShouldBeOfType<ActionOutcome.Failed>();
        (failed.Code, failed.MayHaveHappened, failed.Retryable).ShouldBe(("wazuh.partly_done", true, false));
        failed.Detail.ShouldContain("agent is not active");
        server.Put(new WazuhAgent("001", "web-1", "disconnected"));
        (await Execute("wazuh.block_address", GoodSecrets)).ShouldBeOfType<ActionOutcome.Failed>().Code.ShouldBe("wazuh.agent_not_active");
    }

    [Fact]
    public async Task Agents_that_the_account_may_not_act_on_are_missed_though_nothing_says_so()
    {
        server.Hidden = ["001", "002"];
        var failed = (await Execute("wazuh.block_address", GoodSecrets)).ShouldBeOfType<ActionOutcome.Failed>();
        (failed.Code, failed.MayHaveHappened).ShouldBe(("wazuh.hidden", false));
        (await Execute("wazuh.restart_agent", GoodSecrets)).ShouldBeOfType<ActionOutcome.Failed>().Code.ShouldBe("wazuh.hidden");
        server.Hidden = ["002"];
        (await Execute("wazuh.block_address", GoodSecrets)).ShouldBeOfType<ActionOutcome.Failed>().Code.ShouldBe("wazuh.partly_done");
    }

    [Fact]
    public async Task A_block_is_confirmed_by_alerts_of_all_its_agents_and_of_no_other_call()
    {
        server.Reports = true;
        var done = (await Execute("wazuh.block_address", GoodSecrets)).ShouldBeOfType<ActionOutcome.Succeeded>();
        var so = (await Connector.Check(Connection(GoodSecrets), Call("wazuh.block_address"), Stop)).ShouldBeOfType<PostCheck.Confirmed>();
        JsonElement.DeepEquals(so.Result, done.Result).ShouldBeTrue();
        (await Connector.Check(Connection(GoodSecrets), Call("wazuh.block_address") with { Reference = "another" }, Stop)).ShouldBeOfType<PostCheck.NotKnown>();
        server.Put(new WazuhAgent("003", "new"));
        var more = new ActionCall("wazuh.block_address", new FieldValues(Json(new { address = "198.51.100.7", agents = new[] { "001", "003" } })), "ref-1");
        (await Connector.Check(Connection(GoodSecrets), more, Stop)).ShouldBeOfType<PostCheck.NotKnown>();
        server.End("001");
        (await Connector.Check(Connection(GoodSecrets), Call("wazuh.block_address"), Stop)).ShouldBeOfType<PostCheck.NotThere>();
    }

    [Fact]
    public async Task Version_5_has_no_active_response_and_the_plan_says_so()
    {
        server.Version = "5.0.0";
        (await Connector.Plan(Connection(GoodSecrets), Call("wazuh.block_address"), Stop)).Problem.ShouldNotBeNull().Code.ShouldBe("wazuh.not_supported");
        (await Execute("wazuh.block_address", GoodSecrets)).ShouldBeOfType<ActionOutcome.Refused>().Code.ShouldBe("wazuh.not_supported");
        var check = await Connector.Test(Connection(GoodSecrets), Stop);
        check.Ok.ShouldBeTrue();
        check.Detail.ShouldContain("no call for active response");
        (await Execute("wazuh.add_to_group", GoodSecrets)).ShouldBeOfType<ActionOutcome.Succeeded>();
    }

    [Fact]
    public async Task Letting_in_again_needs_a_script_of_the_settings()
    {
        await Execute("wazuh.unblock_address", GoodSecrets);
        JsonNode.Parse(server.Responses.Single().Body)!["command"]!.ToString().ShouldBe("!holdfast-unblock");
        var settings = new FieldValues(Json(Settings(script: null)));
        (await Connector.Execute(Connection(GoodSecrets) with { Settings = settings }, Call("wazuh.unblock_address"), Stop)).ShouldBeOfType<ActionOutcome.Refused>().Code.ShouldBe("wazuh.no_unblock_script");
    }

    [Fact]
    public async Task A_change_of_groups_that_changes_nothing_is_refused_so_that_nothing_of_others_is_undone()
    {
        server.Put(new WazuhAgent("001", "web-1") { Groups = ["default", "quarantine"] });
        (await Connector.Execute(Connection(GoodSecrets), Call("wazuh.add_to_group"), Stop)).ShouldBeOfType<ActionOutcome.Refused>().Code.ShouldBe("wazuh.already_in_group");
        server.Put(new WazuhAgent("002", "db-1"));
        (await Connector.Execute(Connection(GoodSecrets), Call("wazuh.remove_from_group"), Stop)).ShouldBeOfType<ActionOutcome.Refused>().Code.ShouldBe("wazuh.not_in_group");
        server.Remove("001");
        (await Connector.Execute(Connection(GoodSecrets), Call("wazuh.add_to_group"), Stop)).ShouldBeOfType<ActionOutcome.Failed>().Code.ShouldBe("wazuh.no_such_agent");
    }

    [Fact]
    public async Task Where_a_change_of_groups_is_answered_with_words_alone_the_agent_itself_tells()
    {
        server.WordsAlone = true;
        (await Execute("wazuh.remove_from_group", GoodSecrets)).ShouldBeOfType<ActionOutcome.Succeeded>();
        server.Hidden = ["002"];
        (await Execute("wazuh.remove_from_group", GoodSecrets)).ShouldBeOfType<ActionOutcome.Failed>().Code.ShouldBe("wazuh.hidden");
    }

    protected override void Prepare(string action)
    {
        if (action is "wazuh.add_to_group")
        {
            server.Put(new WazuhAgent("001", "web-1"));
        }
        else if (action is "wazuh.remove_from_group")
        {
            server.Put(new WazuhAgent("002", "db-1") { Groups = ["default", "linux"] });
        }
    }

    protected override void Stock(string read, int count)
    {
        if (read == "wazuh.agents")
        {
            server.Remove("000");
            server.RawAgents = null;
            foreach (var i in Enumerable.Range(1, count))
            {
                server.Put(new WazuhAgent($"{i:000}", $"host-{i}"));
            }
        }
        else if (read == "wazuh.alerts")
        {
            // All in one millisecond: the id decides.
            server.AlertHits = [.. Enumerable.Range(0, count).Select(i => Changed(Sample(read), a => { a["_id"] = $"abc-{i}"; a["_source"]!["id"] = $"1789000000.{i:000}"; }))];
        }
        else
        {
            server.VulnerabilityHits = [.. Enumerable.Range(0, count).Select(i => Changed(Sample(read), v => { v["_id"] = $"v-{i}"; v["_source"]!["package"]!["name"] = $"lib{i}"; }))];
        }
    }

    protected override string Sample(string read) => read switch
    {
        "wazuh.agents" => new WazuhAgent("001", "web-1").Json(),
        "wazuh.alerts" => """
            {"_index":"wazuh-alerts-4.x-2026.03.01","_id":"abc-1","_source":{"timestamp":"2026-03-01T15:59:43.612+0300","@timestamp":"2026-03-01T12:59:43.612Z","id":"1789000000.17423",
            "rule":{"id":"5763","level":10,"description":"sshd: brute force trying to get access to the system.","groups":["syslog"," sshd","authentication_failures\n"],"firedtimes":1,"mail":false,
            "mitre":{"id":["T1110"],"tactic":["Credential Access"],"technique":["Brute Force"]}},"agent":{"id":"001","name":"web-1","ip":"10.0.0.5"},"manager":{"name":"wazuh-manager"},
            "decoder":{"name":"sshd"},"data":{"srcip":"198.51.100.7","srcport":"40022","dstuser":"root"},"location":"/var/log/auth.log","full_log":"Failed password for root"},"sort":[1,"x","y"]}
            """,
        _ => """
            {"_index":"wazuh-states-vulnerabilities-wazuh","_id":"001_abc_CVE-2026-1234","_source":{"vulnerability":{"id":"CVE-2026-1234","severity":"High","score":{"base":7.5,"version":"3.1"},
            "detected_at":"2026-03-01T10:00:00.000Z","published_at":"2026-02-01T00:00:00Z","description":"A flaw.","reference":"https://a.example/1, https://b.example/2"},
            "package":{"name":"openssl","version":"3.0.1","type":"deb","architecture":"amd64"},"agent":{"id":"001","name":"web-1"},"host":{"os":{"full":"Ubuntu 24.04"}}},"sort":[1,"x","y"]}
            """,
    };

    protected override void StockRaw(string read, IReadOnlyList<string> documents)
    {
        (server.RawAgents, server.AlertHits, server.VulnerabilityHits) = read switch
        {
            "wazuh.agents" => (documents, server.AlertHits, server.VulnerabilityHits),
            "wazuh.alerts" => (server.RawAgents, documents, server.VulnerabilityHits),
            _ => (server.RawAgents, server.AlertHits, documents),
        };
    }

    private Task<Holdfast.Platform.Kernel.Result<ReadPage>> Read(string read) => Connector.Read(Connection(GoodSecrets), new ReadCall(read, null, 100, null), Stop);

    private Task<ActionOutcome> Block(object parameters) => Connector.Execute(Connection(GoodSecrets), new ActionCall("wazuh.block_address", new FieldValues(Json(parameters)), "r"), Stop);

    private object Settings(string[]? agents = null, string[]? commands = null, string? script = "holdfast-unblock", int level = 0) => new
    {
        apiUrl = server.ApiUrl,
        apiUser = "holdfast",
        indexerUrl = server.IndexerUrl + "/",
        indexerUser = "holdfast",
        minimumLevel = level,
        blockCommands = commands ?? ["firewall-drop600", "netsh600", "firewall-drop0"],
        blockAgents = agents ?? ["001"],
        unblockScript = script,
    };

    private static X509Certificate2 SelfMade()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=wazuh.example", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        return request.CreateSelfSigned(TimeProvider.System.GetUtcNow().AddDays(-1), TimeProvider.System.GetUtcNow().AddDays(1));
    }

    private static string Pin(X509Certificate2 certificate) => Convert.ToHexString(SHA256.HashData(certificate.RawData));

    private static Dictionary<string, string> Passwords(string api, string indexer) => new() { ["apiPassword"] = api, ["indexerPassword"] = indexer };

    private static string Changed(string sample, Action<JsonNode> change)
    {
        var node = JsonNode.Parse(sample)!;
        node.AsObject().Remove("sort");
        change(node);
        return node.ToJsonString();
    }
}
