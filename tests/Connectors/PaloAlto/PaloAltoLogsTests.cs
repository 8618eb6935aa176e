using System.Xml.Linq;
using Holdfast.Modules.Integrations.Contracts;
using Holdfast.Modules.Integrations.Contracts.Ocsf;
using Holdfast.Platform.Kernel;
using Holdfast.Tests.Harness.PaloAlto;

namespace Holdfast.Tests.Connectors.PaloAlto;

public sealed class PaloAltoLogsTests : PanOsFixture
{
    private static readonly DateTimeOffset Noon = DateTimeOffset.Parse("2026-03-01T12:00:00Z");

    [Fact]
    public async Task A_job_is_read_when_it_is_done_and_not_while_it_has_half()
    {
        Server.Logs["threat"] = [.. Enumerable.Range(1, 10).Select(i => PanOsServer.Threat(Noon.AddSeconds(i), i))];
        Server.LooksUntilDone = 3;
        var page = (await Connector.Read(ByKey(), new ReadCall("paloalto.threats", null, 100, null), Stop)).Value;
        for (var i = 0; i < 4; i++)
        {
            page.Items.ShouldBeEmpty();
            page.Wait.ShouldNotBeNull().ShouldBeGreaterThan(TimeSpan.Zero);
            page = (await Connector.Read(ByKey(), new ReadCall("paloalto.threats", page.Next.ShouldNotBeNull(), 100, null), Stop)).Value;
        }

        page.Items.Count.ShouldBe(10);
        page.Next.ShouldBeNull();
        Server.Forms.Count(f => f.ContainsKey("log-type")).ShouldBe(1);
    }

    [Fact]
    public async Task A_job_that_never_ends_is_given_up()
    {
        Server.LooksUntilDone = int.MaxValue;
        var cursor = (await Connector.Read(ByKey(), new ReadCall("paloalto.threats", null, 100, null), Stop)).Value.Next;
        Result<ReadPage> last;
        var looks = 0;
        do
        {
            last = await Connector.Read(ByKey(), new ReadCall("paloalto.threats", cursor, 100, null), Stop);
            cursor = last.Succeeded ? last.Value.Next : null;
        }
        while (cursor is not null && ++looks < 1000);
        last.Problem!.Code.ShouldBe("paloalto.job_stuck");
        looks.ShouldBeLessThan(200);
    }

    [Fact]
    public async Task A_job_that_the_device_has_forgotten_is_a_problem()
    {
        (await Connector.Read(ByKey(), new ReadCall("paloalto.threats", "999|0|0|100|", 100, null), Stop)).Problem!.Code.ShouldBe("paloalto.not_found");
    }

    [Fact]
    public async Task A_device_in_another_zone_loses_no_log_to_its_clock()
    {
        var pacific = TimeZoneInfo.FindSystemTimeZoneById("America/Los_Angeles");
        Server.Zone = pacific;
        Server.Logs["threat"] = [.. Enumerable.Range(0, 13).Select(i => PanOsServer.Threat(Noon.AddMinutes(i), i + 1, pacific))];

        // With the clock taken for UTC the window holds nothing, which is why the zone is a setting.
        (await ReadAll("paloalto.threats", since: Noon)).Items.ShouldBeEmpty();
        var items = (await ReadAll("paloalto.threats", ByKey(new { url = Server.Url, timeZone = "America/Los_Angeles" }), since: Noon)).Items;
        items.Count.ShouldBe(13);
        items[0].ChangedAt.ShouldBe(Noon);
    }

    [Fact]
    public async Task A_query_within_an_hour_that_is_there_twice_begins_before_it()
    {
        // 2026-11-01 09:30 UTC is 01:30 for the second time in Los Angeles.
        await ReadAll("paloalto.threats", ByKey(new { url = Server.Url, timeZone = "America/Los_Angeles" }), since: DateTimeOffset.Parse("2026-11-01T09:30:00Z"));
        Server.Forms[0]["query"].ShouldBe("(receive_time geq '2026/11/01 00:30:00')");
    }

    [Fact]
    public async Task A_time_with_an_offset_is_preferred_to_the_device_s_clock()
    {
        Server.Logs["threat"] = [PanOsServer.Threat(Noon, 1, TimeZoneInfo.FindSystemTimeZoneById("Asia/Tokyo"), highResolution: true)];
        (await ReadAll("paloalto.threats")).Items.ShouldHaveSingleItem().ChangedAt.ShouldBe(Noon);
    }

    [Fact]
    public async Task An_id_is_device_log_and_number_because_a_logid_is_of_one_reply_only()
    {
        Server.Logs["threat"] = [PanOsServer.Threat(Noon, 1), PanOsServer.Threat(Noon, 1, serial: "007000000000002"), PanOsServer.Threat(Noon, 1001)];
        (await ReadAll("paloalto.threats")).Items.Select(i => i.Key).ShouldBe(["007000000000001:threat:1", "007000000000002:threat:1", "007000000000001:threat:1001"]);
    }

    [Fact]
    public async Task Many_logs_come_in_pages_oldest_first_and_the_position_names_the_last_of_each_device()
    {
        Server.Logs["threat"] = [.. Enumerable.Range(1, 25).Select(i => PanOsServer.Threat(Noon.AddSeconds(i), i, serial: i < 5 ? "A" : "B"))];
        var (items, _, position, pages) = await ReadAll("paloalto.threats", limit: 10);
        items.Select(i => ((DetectionFinding)i.Record).Time).ShouldBeInOrder();
        items.Count.ShouldBe(25);
        pages.ShouldBe(3);
        position.ShouldBe("A=4,B=25");
        Server.Forms.Where(f => f.ContainsKey("log-type")).Select(f => (f["dir"], f["nlogs"], f["skip"])).ShouldBe([("forward", "10", "0"), ("forward", "10", "10"), ("forward", "10", "20")]);
    }

    [Fact]
    public async Task What_the_position_has_is_left_out_and_an_overlap_doubles_nothing()
    {
        Server.Logs["threat"] = [.. Enumerable.Range(1, 5).Select(i => PanOsServer.Threat(Noon.AddSeconds(i), i))];
        var first = await ReadAll("paloalto.threats", since: Noon);
        Server.Logs["threat"] = [.. Server.Logs["threat"], PanOsServer.Threat(Noon.AddSeconds(9), 6), PanOsServer.Threat(Noon.AddSeconds(9), 1, serial: "007000000000009")];
        var second = await ReadAll("paloalto.threats", since: Noon, position: first.Position);
        second.Items.Select(i => i.Key).ShouldBe(["007000000000001:threat:6", "007000000000009:threat:1"]);
        second.Position.ShouldBe("007000000000001=6,007000000000009=1");
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("A=,=5,B=-1,C=99999999999999999999999999,,,=")]
    public async Task A_position_that_is_none_costs_nothing_but_reading_twice(string position)
    {
        Server.Logs["threat"] = [PanOsServer.Threat(Noon, 1)];
        (await ReadAll("paloalto.threats", position: position)).Items.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_threat_says_who_whom_what_and_that_it_was_stopped()
    {
        Server.Logs["threat"] = [PanOsServer.Threat(Noon, 1)];
        var record = (DetectionFinding)(await ReadAll("paloalto.threats")).Items.ShouldHaveSingleItem().Record;
        record.Title.ShouldBe("SSH User Authentication Brute Force Attempt");
        record.Severity.ShouldBe(SeverityId.High);
        record.Disposition.ShouldBe(Disposition.Blocked);
        record.Analytic.ShouldBe(new Analytic("40015", "SSH User Authentication Brute Force Attempt"));
        record.Types.ShouldBe(["vulnerability", "brute-force"], "the category is of the address");
        record.Count.ShouldBe(3);
        record.SrcEndpoint!.Ip.ShouldBe(["198.51.100.7"]);
        record.DstEndpoint!.Port.ShouldBe(22);
        record.Observables[0].ShouldBe(new Observable(ObservableType.IpAddress, "198.51.100.7"));
    }

    [Fact]
    public async Task What_a_server_sent_to_a_client_was_sent_by_the_destination()
    {
        Server.Logs["threat"] = [PanOsServer.Threat(Noon, 1).Replace("client-to-server", "server-to-client", StringComparison.Ordinal)];
        var record = (DetectionFinding)(await ReadAll("paloalto.threats")).Items.ShouldHaveSingleItem().Record;
        record.Observables[0].Value.ShouldBe("10.0.0.5");
    }

    [Fact]
    public async Task Traffic_is_read_only_when_a_filter_asks_for_it_and_is_low()
    {
        Server.Logs["traffic"] = [PanOsServer.Traffic(Noon, 1)];
        (await ReadAll("paloalto.traffic")).Items.ShouldBeEmpty();
        Server.Requests.ShouldBeEmpty();
        var items = (await ReadAll("paloalto.traffic", ByKey(new { url = Server.Url, trafficFilter = "(action neq allow)" }), since: Noon)).Items;
        ((DetectionFinding)items.ShouldHaveSingleItem().Record).Severity.ShouldBe(SeverityId.Low);
        items[0].Title.ShouldBe("Traffic deny: smtp from 10.0.0.9 to 203.0.113.9");
        Server.Forms[0]["query"].ShouldBe("(receive_time geq '2026/03/01 12:00:00') and ((action neq allow))");
    }

    [Fact]
    public async Task A_system_log_says_what_happened()
    {
        Server.Logs["system"] = [PanOsServer.System(Noon, 1)];
        var record = (DetectionFinding)(await ReadAll("paloalto.system_log")).Items.ShouldHaveSingleItem().Record;
        record.Title.ShouldBe("failed authentication for user admin. From: 198.51.100.7.");
        record.Severity.ShouldBe(SeverityId.Medium);
    }

    [Fact]
    public async Task One_bad_entry_is_counted_with_the_reason_and_sinks_no_other()
    {
        Server.Logs["threat"] = [PanOsServer.Threat(Noon, 1), "<entry logid=\"2\"><severity>high</severity></entry>", "<entry><serial>S</serial><seqno>3</seqno></entry>"];
        var (items, rejected, _, _) = await ReadAll("paloalto.threats");
        items.ShouldHaveSingleItem();
        rejected.Select(r => r.Code).ShouldBe(["paloalto.no_sequence", "paloalto.no_time"]);
        rejected[1].Key.ShouldBe("S:threat:3");
    }

    [Fact]
    public async Task A_firewall_has_itself_and_its_neighbours_as_assets()
    {
        Server.Arp =
        [
            "<entry><status>  c  </status><ip>10.0.0.9</ip><mac>00:0c:29:aa:bb:cc</mac><ttl>1700</ttl><interface>ethernet1/1</interface><port>ethernet1/1</port></entry>",
            "<entry><status>  i  </status><ip>10.0.0.10</ip><mac>(incomplete)</mac><ttl>1</ttl><interface>ethernet1/1</interface></entry>",
            "<entry><ip>nowhere</ip></entry>",
        ];
        var (items, rejected, _, _) = await ReadAll("paloalto.devices");
        items.Select(i => (i.Key, i.Active)).ShouldBe([("007000000000001", true), ("arp:ethernet1/1:10.0.0.10", false), ("arp:ethernet1/1:10.0.0.9", true)]);
        ((InventoryInfo)items[2].Record).Device.Mac.ShouldBe("00:0c:29:aa:bb:cc");
        rejected.ShouldHaveSingleItem().Code.ShouldBe("paloalto.no_address");
    }

    [Fact]
    public async Task A_panorama_has_its_firewalls_as_assets()
    {
        Server.IsPanorama = true;
        Server.Devices = [PanOsServer.Device(1), PanOsServer.Device(2)];
        var items = (await ReadAll("paloalto.devices")).Items;
        items.Select(i => (i.Title, ((InventoryInfo)i.Record).State)).ShouldBe([("fw-1", "disconnected"), ("fw-2", "connected")]);
        ((InventoryInfo)items[1].Record).Device.Os.ShouldBe("PAN-OS 10.2.7");
    }

    [Fact]
    public void The_double_s_documents_are_xml() => XElement.Parse(PanOsServer.Threat(Noon, 1, highResolution: true)).Element("high_res_timestamp")!.Value.ShouldBe("2026-03-01T12:00:00.000+00:00");
}
