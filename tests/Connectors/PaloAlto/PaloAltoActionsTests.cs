using System.Xml.Linq;
using Holdfast.Modules.Integrations.Contracts;
using Holdfast.Tests.Harness.Products;

namespace Holdfast.Tests.Connectors.PaloAlto;

public sealed class PaloAltoActionsTests : PanOsFixture
{
    [Fact]
    public async Task Blocking_tags_one_address_persistently_for_the_time_that_was_said()
    {
        await Execute("paloalto.block_address", new { address = "198.51.100.7", seconds = 3600 });
        Server.Registered.ShouldBe([("198.51.100.7", "holdfast-block", "3600")]);
        Server.Forms[^1]["cmd"].ShouldContain("persistent=\"1\"");
        Server.Forms.Count(f => f["type"] == "commit").ShouldBe(0);
    }

    [Theory]
    [InlineData("198.51.100.0/24")]
    [InlineData("198.51.100.7/32")]
    [InlineData("198.51.100.1-198.51.100.9")]
    [InlineData("198.51.100.7:80")]
    [InlineData("0.0.0.0")]
    [InlineData("any")]
    public async Task Networks_ranges_and_what_is_no_address_are_refused_here(string address)
    {
        (await Execute("paloalto.block_address", new { address })).ShouldBeOfType<ActionOutcome.Refused>().Code.ShouldBe("paloalto.not_an_address");
        Server.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task What_is_so_already_is_a_success_although_the_device_calls_it_an_error()
    {
        Server.Register("198.51.100.7", "holdfast-block");
        (await Execute("paloalto.block_address", new { address = "198.51.100.7" })).ShouldBeOfType<ActionOutcome.Succeeded>();
        (await Execute("paloalto.unblock_address", new { address = "203.0.113.1" })).ShouldBeOfType<ActionOutcome.Succeeded>();
        Server.Effects.ShouldBe(0);
    }

    [Fact]
    public async Task A_failure_among_messages_that_say_ignore_is_not_hidden_by_the_last_of_them()
    {
        Server.Instead = """
            <response status="error"><msg><line><uid-response><payload><register><entry ip="198.51.100.7" message="tag x failed"/>
            <entry ip="198.51.100.7" message="tag y for 198.51.100.7 already exists, ignore"/></register></payload></uid-response></line></msg></response>
            """;
        (await Execute("paloalto.block_address", new { address = "198.51.100.7" })).ShouldBeOfType<ActionOutcome.Failed>().Code.ShouldBe("paloalto.rejected");
    }

    [Fact]
    public async Task The_plan_says_when_no_group_looks_for_the_tag()
    {
        Server.DynamicGroups = [];
        var call = Call("paloalto.block_address", new { address = "198.51.100.7" });
        (await Connector.Plan(ByKey(), call, Stop)).Value.Summary.ShouldContain("nothing is blocked by it");
        Server.DynamicGroups = ["<entry><group-name>g</group-name><filter>'holdfast-block' or 'x'</filter></entry>"];
        (await Connector.Plan(ByKey(), call, Stop)).Value.Summary.ShouldNotContain("nothing is blocked by it");
    }

    [Fact]
    public async Task The_post_check_reads_page_after_page_which_begin_at_one()
    {
        for (var i = 0; i < 1000; i++)
        {
            Server.Register($"10.1.{i / 250}.{i % 250}", "holdfast-block");
        }

        Server.Register("198.51.100.7", "holdfast-block");
        (await Connector.Check(ByKey(), Call("paloalto.block_address", new { address = "198.51.100.7" }), Stop)).ShouldBeOfType<PostCheck.Confirmed>();
        Server.Forms.Select(f => XElement.Parse(f["cmd"]).Descendants("start-point").Single().Value).ShouldBe(["1", "501", "1001"]);
        (await Connector.Check(ByKey(), Call("paloalto.block_address", new { address = "203.0.113.1" }), Stop)).ShouldBeOfType<PostCheck.NotThere>();
    }

    [Fact]
    public async Task A_list_that_comes_as_a_file_says_nothing()
    {
        Server.Instead = "<response status='success'><result><msg><line><outfile>/tmp/x.xml</outfile></line></msg></result></response>";
        (await Connector.Check(ByKey(), Call("paloalto.block_address", new { address = "198.51.100.7" }), Stop)).ShouldBeOfType<PostCheck.NotKnown>();
    }

    [Fact]
    public async Task A_tag_is_written_as_a_tag_whatever_is_in_it()
    {
        const string Tag = "a</member></tag></entry><entry ip=\"203.0.113.1\"><tag><member>b & 'c'";
        await Execute("paloalto.block_address", new { address = "198.51.100.7", tag = Tag });
        Server.Registered.ShouldBe([("198.51.100.7", Tag, null)]);
    }

    [Theory]
    [InlineData("plain")]
    [InlineData("it's")]
    [InlineData("a \"quoted\" name")]
    [InlineData("both ' and \" in it")]
    [InlineData("x'] | //entry[@name='y")]
    public async Task A_name_is_found_by_its_name_whatever_quotes_are_in_it(string name)
    {
        await Execute("paloalto.add_address_object", new { name, value = "198.51.100.7" });
        Server.Candidate("address", name).ShouldNotBeNull().Element("ip-netmask")!.Value.ShouldBe("198.51.100.7");
        (await Connector.Check(ByKey(), Call("paloalto.add_address_object", new { name, value = "198.51.100.7" }), Stop)).ShouldBeOfType<PostCheck.Confirmed>();
        await Execute("paloalto.remove_address_object", new { name });
        Server.Candidate("address", name).ShouldBeNull();
    }

    [Fact]
    public async Task A_text_that_xml_cannot_hold_is_refused_here()
    {
        (await Execute("paloalto.add_address_object", new { name = "a\uFFFF", value = "198.51.100.7" })).ShouldBeOfType<ActionOutcome.Refused>().Code.ShouldBe("paloalto.bad_text");
        Server.Requests.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("ip-netmask", "198.51.100.0/24", true)]
    [InlineData("ip-netmask", "2001:db8::1", true)]
    [InlineData("ip-netmask", "evil.example", false)]
    [InlineData("ip-range", "198.51.100.1-198.51.100.9", true)]
    [InlineData("ip-range", "198.51.100.1", false)]
    [InlineData("fqdn", "evil.example", true)]
    [InlineData("fqdn", "not a name", false)]
    public async Task The_value_of_an_object_is_what_its_kind_says(string kind, string value, bool good)
    {
        var done = await Execute("paloalto.add_address_object", new { name = "o", value, kind });
        (done is ActionOutcome.Succeeded).ShouldBe(good);
        Server.Effects.ShouldBe(good ? 1 : 0);
    }

    [Fact]
    public async Task An_object_of_somebody_else_is_neither_changed_nor_taken_away_by_undoing()
    {
        Server.Configure(true, "address", "o", "<ip-netmask>198.51.100.7</ip-netmask>");
        (await Execute("paloalto.add_address_object", new { name = "o", value = "203.0.113.1" })).ShouldBeOfType<ActionOutcome.Refused>().Code.ShouldBe("paloalto.object_differs");
        (await Execute("paloalto.add_address_object", new { name = "o", value = "198.51.100.7" })).ShouldBeOfType<ActionOutcome.Succeeded>().Undo.ShouldBeNull();
        Server.Effects.ShouldBe(0);
    }

    [Fact]
    public async Task An_object_that_a_group_uses_is_in_use()
    {
        Server.Configure(true, "address", "o", "<ip-netmask>198.51.100.7</ip-netmask>");
        Server.Configure(true, "address-group", "g", "<static><member>o</member></static>");
        var failed = (await Execute("paloalto.remove_address_object", new { name = "o" })).ShouldBeOfType<ActionOutcome.Failed>();
        failed.Code.ShouldBe("paloalto.in_use");
        failed.MayHaveHappened.ShouldBeFalse();
    }

    [Fact]
    public async Task A_group_that_is_not_there_is_not_made_and_a_dynamic_one_is_left_alone()
    {
        (await Execute("paloalto.add_to_group", new { group = "none", name = "o" })).ShouldBeOfType<ActionOutcome.Refused>().Code.ShouldBe("paloalto.no_group");
        Server.Configure(true, "address-group", "d", "<dynamic><filter>'x'</filter></dynamic>");
        (await Execute("paloalto.add_to_group", new { group = "d", name = "o" })).ShouldBeOfType<ActionOutcome.Refused>().Code.ShouldBe("paloalto.group_is_dynamic");
        Server.Effects.ShouldBe(0);
    }

    [Fact]
    public async Task The_plan_of_a_change_shows_the_running_and_the_candidate_configuration()
    {
        Server.Configure(true, "address-group", "g", "<static><member>a</member></static>");
        Server.Configure(false, "address-group", "g", "<static><member>a</member><member>b</member></static>");
        var difference = (await Connector.Plan(ByKey(), Call("paloalto.add_to_group", new { group = "g", name = "c" }), Stop)).Value.Difference;
        difference.GetRawText().ShouldBe("""{"running":["a"],"candidate":["a","b"],"after":["a","b","c"]}""");
    }

    [Fact]
    public async Task A_commit_is_of_the_account_s_own_changes_and_ends_with_its_job()
    {
        Server.Configure(false, "address", "o", "<ip-netmask>198.51.100.7</ip-netmask>");
        Server.LooksUntilCommitted = 3;
        var done = (await Execute("paloalto.commit", new { })).ShouldBeOfType<ActionOutcome.Succeeded>();
        done.Result.GetProperty("job").GetInt64().ShouldBeGreaterThan(0);
        done.Undo.ShouldBeNull();
        Server.CommitCommands.ShouldBe([$"<commit><partial><admin><member>{Server.User}</member></admin></partial><description>[ref:ref-1]</description></commit>"]);
        Server.HasPending.ShouldBeFalse();
    }

    [Fact]
    public async Task A_job_that_has_ended_is_no_success_unless_it_says_ok()
    {
        Server.Configure(false, "address", "o", "<ip-netmask>198.51.100.7</ip-netmask>");
        Server.CommitResult = "FAIL";
        var failed = (await Execute("paloalto.commit", new { })).ShouldBeOfType<ActionOutcome.Failed>();
        failed.Code.ShouldBe("paloalto.commit_failed");
        failed.Detail.ShouldContain("address-group web is invalid");
        failed.MayHaveHappened.ShouldBeFalse();
    }

    [Fact]
    public async Task Nothing_to_commit_is_a_success_without_a_job()
    {
        var done = (await Execute("paloalto.commit", new { })).ShouldBeOfType<ActionOutcome.Succeeded>();
        done.Result.TryGetProperty("job", out _).ShouldBeFalse();
        Server.RefusesCommits = (13, "The result of this commit would be the same as the previous commit queued/processed");
        (await Execute("paloalto.commit", new { })).ShouldBeOfType<ActionOutcome.Succeeded>();
    }

    [Theory]
    [InlineData("Another commit/validate is in progress. Please try again later", true)]
    [InlineData("A commit is in progress.", true)]
    [InlineData("Another sync is in progress. Please try again later", true)]
    [InlineData("You cannot commit while an install is in progress. Please try again later.", true)]
    [InlineData("Configuration is locked by admin jane", false)]
    public async Task A_device_that_is_busy_can_be_asked_again_and_one_that_is_locked_cannot(string words, bool retryable)
    {
        Server.RefusesCommits = (13, words);
        var failed = (await Execute("paloalto.commit", new { })).ShouldBeOfType<ActionOutcome.Failed>();
        failed.Retryable.ShouldBe(retryable);
        failed.MayHaveHappened.ShouldBeFalse();
        failed.Detail.ShouldContain(words);
    }

    [Fact]
    public async Task A_commit_that_outlasts_its_time_may_have_happened_and_the_post_check_finds_its_job()
    {
        Server.Configure(false, "address", "o", "<ip-netmask>198.51.100.7</ip-netmask>");
        Server.LooksUntilCommitted = 1000;
        using var soon = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        soon.CancelAfter(TimeSpan.FromMilliseconds(700));
        var failed = (await Connector.Execute(ByKey(), Call("paloalto.commit", new { }), soon.Token)).ShouldBeOfType<ActionOutcome.Failed>();
        failed.Code.ShouldBe("paloalto.commit_running");
        failed.MayHaveHappened.ShouldBeTrue();
        (await Connector.Check(ByKey(), Call("paloalto.commit", new { }), Stop)).ShouldBeOfType<PostCheck.NotKnown>();
        Server.LooksUntilCommitted = 0;
        (await Connector.Check(ByKey(), Call("paloalto.commit", new { }), Stop)).ShouldBeOfType<PostCheck.Confirmed>();
        Server.CommitCommands.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_commit_whose_answer_was_lost_is_found_by_its_reference_and_another_s_is_not_taken_for_it()
    {
        Server.Configure(false, "address", "o", "<ip-netmask>198.51.100.7</ip-netmask>");
        Server.LooksUntilCommitted = -1;
        Server.Fault = ProductFault.DropAfterwards;
        (await Execute("paloalto.commit", new { })).ShouldBeOfType<ActionOutcome.Failed>().MayHaveHappened.ShouldBeTrue();
        Server.Fault = ProductFault.None;
        (await Connector.Check(ByKey(), Call("paloalto.commit", new { }), Stop)).ShouldBeOfType<PostCheck.Confirmed>().Result.GetProperty("job").GetInt64().ShouldBeGreaterThan(0);
        Server.Configure(false, "address", "p", "<ip-netmask>198.51.100.8</ip-netmask>");
        (await Connector.Check(ByKey(), Call("paloalto.commit", new { }, "ref-2"), Stop)).ShouldBeOfType<PostCheck.NotThere>();
    }

    [Fact]
    public async Task A_push_has_ended_when_its_devices_have()
    {
        Server.LooksUntilDevices = 2;
        Server.LooksUntilCommitted = 0;
        (await Execute("paloalto.commit", new { pushTo = "branch" })).ShouldBeOfType<ActionOutcome.Succeeded>();
        Server.Forms.Count(f => f.GetValueOrDefault("cmd")?.Contains("<jobs>") == true).ShouldBe(3);
        Server.Forms.Single(f => f["type"] == "commit")["action"].ShouldBe("all");
        Server.CommitCommands.Single().ShouldStartWith("<commit-all><shared-policy><device-group><entry name=\"branch\" /></device-group>");
    }

    [Fact]
    public async Task A_push_that_a_device_did_not_take_is_a_failure()
    {
        Server.CommitResult = "FAIL";
        (await Execute("paloalto.commit", new { pushTo = "branch" })).ShouldBeOfType<ActionOutcome.Failed>().Code.ShouldBe("paloalto.commit_failed");
    }

    [Fact]
    public async Task Without_an_account_s_name_nothing_is_committed()
    {
        (await Execute("paloalto.commit", new { }, ByKey(new { url = Server.Url }))).ShouldBeOfType<ActionOutcome.Refused>().Code.ShouldBe("paloalto.no_user");
        Server.Requests.ShouldBeEmpty();
    }
}
