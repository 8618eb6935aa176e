using Holdfast.Modules.Integrations.Contracts;
using Holdfast.Modules.Integrations.Contracts.Ocsf;
using Holdfast.Tests.Harness.Wazuh;

namespace Holdfast.Tests.Connectors.Wazuh;

public sealed partial class WazuhConnectorTests
{
    [Fact]
    public async Task A_search_that_is_a_part_of_what_is_there_is_a_problem_that_passes()
    {
        Stock("wazuh.alerts", 3);
        server.TimesOut = true;
        (await Read("wazuh.alerts")).Problem.ShouldNotBeNull().Code.ShouldBe("wazuh.incomplete");
        (server.TimesOut, server.FailedShards) = (false, 1);
        var problem = (await Read("wazuh.vulnerabilities")).Problem.ShouldNotBeNull();
        (problem.Code, problem.Kind).ShouldBe(("wazuh.incomplete", Holdfast.Platform.Kernel.ProblemKind.Unavailable));
    }

    [Fact]
    public async Task An_alert_becomes_one_record_with_its_odd_shapes_read()
    {
        server.AlertHits = [Sample("wazuh.alerts")];
        var item = (await Read("wazuh.alerts")).Value.Items.ShouldHaveSingleItem();
        item.Key.ShouldBe("wazuh-alerts-4.x-2026.03.01/abc-1");
        item.ChangedAt.ShouldBe(DateTimeOffset.Parse("2026-03-01T12:59:43.612Z"));
        var record = item.Record.ShouldBeOfType<DetectionFinding>();
        record.Severity.ShouldBe(SeverityId.Medium);
        record.Types.ShouldBe(["syslog", "sshd", "authentication_failures"]);
        record.Attacks.ShouldBe([new Attack("T1110", "Credential Access")]);
        record.Device!.Uid.ShouldBe("001");
        record.SrcEndpoint!.Port.ShouldBe(40022);
        record.Observables.ShouldBe(
        [
            new(ObservableType.IpAddress, "198.51.100.7"), new(ObservableType.UserName, "root"), new(ObservableType.Hostname, "web-1"), new(ObservableType.IpAddress, "10.0.0.5"),
        ]);
    }

    [Theory]
    [InlineData(3, SeverityId.Informational)]
    [InlineData(4, SeverityId.Low)]
    [InlineData(11, SeverityId.Medium)]
    [InlineData(14, SeverityId.High)]
    [InlineData(16, SeverityId.Critical)]
    public async Task A_level_has_its_severity_and_the_least_level_is_a_setting(int level, SeverityId severity)
    {
        server.AlertHits = [Changed(Sample("wazuh.alerts"), a => a["_source"]!["rule"]!["level"] = level)];
        (await Read("wazuh.alerts")).Value.Items.ShouldHaveSingleItem().Record.ShouldBeOfType<DetectionFinding>().Severity.ShouldBe(severity);
        var connection = Connection(GoodSecrets) with { Settings = new FieldValues(Json(Settings(level: level + 1 > 16 ? 16 : level + 1))) };
        (await Connector.Read(connection, new ReadCall("wazuh.alerts", null, 10, null), Stop)).Value.Items.Count.ShouldBe(level == 16 ? 1 : 0);
    }

    [Fact]
    public async Task A_time_of_the_year_9999_is_none_and_an_agent_that_never_came_has_none()
    {
        server.Put(new WazuhAgent("003", "never", "never_connected"));
        var records = (await Read("wazuh.agents")).Value.Items.ToDictionary(i => i.Key, i => i.Record.ShouldBeOfType<InventoryInfo>());
        records["000"].LastSeenTime.ShouldBeNull();
        records["000"].Device.Type.ShouldBe("manager");
        records["001"].LastSeenTime.ShouldBe(DateTimeOffset.Parse("2026-03-01T10:00:00Z"));
        records["001"].Device.Ip.ShouldBe(["fe80::f4a9:8df3:6a55:3b7e"]);
        records["003"].LastSeenTime.ShouldBeNull();
        records["003"].Device.Ip.ShouldBeEmpty();
        records["003"].State.ShouldBe("never_connected");
    }

    [Fact]
    public async Task An_agent_that_goes_between_two_pages_takes_none_with_it()
    {
        Stock("wazuh.agents", 8);
        var first = (await Connector.Read(Connection(GoodSecrets), new ReadCall("wazuh.agents", null, 3, null), Stop)).Value;
        first.Items.Select(i => i.Key).ShouldBe(["001", "002", "003"]);
        server.Remove("001");
        server.Remove("002");
        (await Connector.Read(Connection(GoodSecrets), new ReadCall("wazuh.agents", first.Next, 3, null), Stop)).Value.Items.Select(i => i.Key).ShouldBe(["004", "005", "006"]);
    }

    [Fact]
    public async Task A_vulnerability_has_its_score_and_a_severity_of_a_dash_is_unknown()
    {
        server.VulnerabilityHits = [Sample("wazuh.vulnerabilities"), Changed(Sample("wazuh.vulnerabilities"), v => { v["_id"] = "2"; v["_source"]!["vulnerability"]!["severity"] = "-"; })];
        var records = (await Read("wazuh.vulnerabilities")).Value.Items.Select(i => i.Record.ShouldBeOfType<VulnerabilityFinding>()).ToArray();
        records.Select(r => r.Severity).ShouldBe([SeverityId.High, SeverityId.Unknown], ignoreOrder: true);
        (records[0].Cve, records[0].BaseScore, records[0].Device!.Uid).ShouldBe(("CVE-2026-1234", 7.5m, "001"));
        records[0].References.Count.ShouldBe(2);
    }
}
