using System.Text;
using Holdfast.Modules.Integrations.Contracts;

namespace Holdfast.Tests.Connectors.Splunk;

public sealed partial class SplunkConnectorTests
{
    [Theory]
    [InlineData("index=main | delete", "delete")]
    [InlineData("| inputlookup a | outputlookup b", "outputlookup")]
    [InlineData("index=main|collect index=x", "collect")]
    [InlineData("index=main | SENDEMAIL to=a@b.example", "SENDEMAIL")]
    [InlineData("index=main | map search=\"search x\"", "map")]
    [InlineData("| script python x", "script")]
    [InlineData("| rest /services/server/info", "rest")]
    [InlineData("index=main [ | rest /services ]", "rest")]
    [InlineData("index=main [ dbxquery x ]", "dbxquery")]
    [InlineData("index=main \"quoted | delete\" | tscollect", "tscollect")]
    [InlineData("index=main `a_macro`", "macro")]
    [InlineData("| from savedsearch:x", "saved search")]
    [InlineData("index=main | join host SavedSearch:\"x\"", "saved search")]
    [InlineData("index=main x=\\\" | delete \"", "backslash")]
    [InlineData("index=main \"open | delete", "not closed")]
    [InlineData("index=main | \"delete\"", "a command is missing")]
    public async Task A_search_that_does_more_than_read_is_refused_before_anything_is_sent(string query, string says)
    {
        var call = new ActionCall("splunk.search", new FieldValues(Json(new { query })), "r");
        var refused = (await Connector.Execute(Connection(GoodSecrets), call, Stop)).ShouldBeOfType<ActionOutcome.Refused>();
        refused.Code.ShouldBe("splunk.bad_query");
        refused.Detail.ShouldContain(says);
        (await Connector.Plan(Connection(GoodSecrets), call, Stop)).Problem.ShouldNotBeNull().Code.ShouldBe("splunk.bad_query");
        server.Requests.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("index=main error | rex \"(?<x>[a|b]\\\"c)\" | stats count by x")]
    [InlineData("| tstats count where index=* by host | sort - count | head 5")]
    [InlineData("index=a [ search index=b | fields src ] | eval y=if(x==\"|delete\",1,0)")]
    public async Task A_search_that_reads_is_run_with_its_bounds(string query)
    {
        (await Search(new { query, maxRows = 7, earliest = "-15m@m" })).ShouldBeOfType<ActionOutcome.Succeeded>();
        var form = server.Posted("/search/jobs")[0];
        form["max_count"].ToString().ShouldBe("7");
        form["earliest_time"].ToString().ShouldBe("-15m@m");
        form["max_time"].ToString().ShouldBe("60");
        server.OpenJobs.ShouldBe(0);
        (await Search(new { query, earliest = "yesterday | delete" })).ShouldBeOfType<ActionOutcome.Refused>().Code.ShouldBe("splunk.bad_time");
    }

    [Theory]
    [InlineData("job")]
    [InlineData("oneshot")]
    [InlineData("export")]
    public async Task Every_mode_gives_the_same_rows_once(string mode)
    {
        server.Rows = ["""{"host":"web-1","user":["root","admin"],"empty":null}""", """{"host":"web-2"}"""];
        var result = (await Search(new { query = "index=main", mode })).ShouldBeOfType<ActionOutcome.Succeeded>().Result;
        (result.GetProperty("count").GetInt32(), result.GetProperty("complete").GetBoolean()).ShouldBe((2, true));
        result.GetProperty("rows")[0].GetProperty("fields").EnumerateArray().Select(f => (f.GetProperty("name").GetString(), f.GetProperty("value").GetString()))
            .ShouldBe([("host", "web-1"), ("user", "root\nadmin")]);
    }

    [Theory]
    [InlineData("""{"preview":false,"result":{"a":"1"}}#{"messages":[{"type":"FATAL","text":"Search process died"}]}""", "splunk.search_failed")]
    [InlineData("", "splunk.empty_export")]
    [InlineData("\n\n", "splunk.empty_export")]
    [InlineData("<html>", "splunk.not_splunk")]
    public async Task A_stream_that_fails_after_its_status_is_no_success(string stream, string code)
    {
        server.Stream = Encoding.UTF8.GetBytes(stream.Replace('#', '\n'));
        (await Search(new { query = "index=main", mode = "export" })).ShouldBeOfType<ActionOutcome.Failed>().Code.ShouldBe(code);
    }

    [Fact]
    public async Task A_stream_without_its_last_line_is_not_complete()
    {
        server.Stream = "{\"preview\":false,\"result\":{\"a\":\"1\"}}\n"u8.ToArray();
        (await Search(new { query = "index=main", mode = "export" })).ShouldBeOfType<ActionOutcome.Succeeded>().Result.GetProperty("complete").GetBoolean().ShouldBeFalse();
    }

    [Fact]
    public async Task A_full_server_is_busy_and_an_unknown_command_is_told()
    {
        server.IsFull = true;
        var failed = (await Execute("splunk.search", GoodSecrets)).ShouldBeOfType<ActionOutcome.Failed>();
        (failed.Code, failed.Retryable).ShouldBe(("splunk.busy", true));
        server.IsFull = false;
        server.Rows = [];
        (await Search(new { query = "index=main nosuchcmd" })).ShouldBeOfType<ActionOutcome.Failed>().Detail.ShouldContain("Unknown search command");
    }
}
