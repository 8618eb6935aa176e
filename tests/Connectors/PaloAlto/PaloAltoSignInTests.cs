using System.Text.Json;
using Holdfast.Modules.Integrations.Contracts;
using Holdfast.Tests.Harness.Products;

namespace Holdfast.Tests.Connectors.PaloAlto;

public sealed class PaloAltoSignInTests : PanOsFixture
{
    [Fact]
    public async Task The_test_says_which_device_it_is()
    {
        var check = await Connector.Test(ByKey(), Stop);
        check.ShouldBe(ConnectionCheck.Works("Signed in to fw-1 (PA-VM, PAN-OS 11.1.2)."));
    }

    [Fact]
    public async Task The_test_says_when_there_is_no_threat_content()
    {
        Server.ThreatVersion = "0";
        (await Connector.Test(ByKey(), Stop)).Detail.ShouldContain("no threat content");
    }

    [Fact]
    public async Task The_test_says_when_the_clock_is_not_in_the_zone_that_the_settings_name()
    {
        Server.Zone = TimeZoneInfo.FindSystemTimeZoneById("America/Los_Angeles");
        (await Connector.Test(ByKey(), Stop)).Detail.ShouldContain("Set timeZone");
        (await Connector.Test(ByKey(new { url = Server.Url, timeZone = "America/Los_Angeles" }), Stop)).Detail.ShouldNotContain("Set timeZone");
    }

    [Fact]
    public async Task The_key_goes_in_a_header_of_a_post_and_nowhere_else()
    {
        await Connector.Test(ByKey(), Stop);
        await Connector.Test(ByPassword(), Stop);
        Server.Requests.ShouldAllBe(r => r.Method == "POST" && r.Query == "" && !r.Body.Contains("LUFRPT"));
    }

    [Fact]
    public async Task A_password_gives_one_key_for_many_calls()
    {
        for (var i = 0; i < 5; i++)
        {
            (await Connector.Test(ByPassword(), Stop)).Ok.ShouldBeTrue();
        }

        Server.Keygens.ShouldBe(1);
    }

    [Fact]
    public async Task A_key_that_is_revoked_is_renewed_once_and_the_request_is_made_once_more()
    {
        (await Connector.Test(ByPassword(), Stop)).Ok.ShouldBeTrue();
        Server.RevokeKeys();
        (await Execute("paloalto.block_address", new { address = "198.51.100.7" }, ByPassword())).ShouldBeOfType<ActionOutcome.Succeeded>();
        Server.Keygens.ShouldBe(2);
        Server.Effects.ShouldBe(1);
    }

    [Fact]
    public async Task A_key_that_is_never_taken_is_not_renewed_in_a_loop()
    {
        (await Connector.Test(ByPassword(), Stop)).Ok.ShouldBeTrue();
        Server.Fault = ProductFault.Unauthorized;
        (await Connector.Test(ByPassword(), Stop)).Code.ShouldBe("paloalto.unauthorized");
        Server.Keygens.ShouldBe(2);
        Server.Requests.Count.ShouldBe(5);
    }

    [Fact]
    public async Task A_session_that_timed_out_is_renewed_although_the_status_of_http_is_200()
    {
        (await Connector.Test(ByPassword(), Stop)).Ok.ShouldBeTrue();
        Server.Instead = "<response status=\"unauth\" code=\"22\"><msg><line>Session timed out</line></msg></response>";
        (await Connector.Test(ByPassword(), Stop)).Code.ShouldBe("paloalto.unauthorized");
        Server.Keygens.ShouldBe(2);
    }

    [Fact]
    public async Task A_role_that_may_not_is_forbidden_and_no_reason_for_a_new_key()
    {
        var failed = (await Execute("paloalto.block_address", new { address = "198.51.100.7" }, ByKey(key: Server.ReadOnlyKey))).ShouldBeOfType<ActionOutcome.Failed>();
        failed.Code.ShouldBe("paloalto.forbidden");
        failed.Detail.ShouldContain("Type [user-id] not authorized");
    }

    [Fact]
    public async Task A_very_old_version_that_leaves_the_status_out_gives_a_key_all_the_same()
    {
        Server.LeavesStatusOut = true;
        (await Connector.Test(ByPassword(), Stop)).Ok.ShouldBeTrue();
    }

    [Fact]
    public async Task Without_key_and_password_nothing_is_sent()
    {
        var connection = ByKey() with { Secrets = new SecretValues(new Dictionary<string, string>()) };
        (await Connector.Test(connection, Stop)).Code.ShouldBe("paloalto.no_credentials");
        Server.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task Panorama_passes_on_to_the_firewall_that_the_settings_name()
    {
        await Connector.Test(ByKey(new { url = Server.Url, target = "007000000000042", vsys = "vsys2" }), Stop);
        Server.Forms[0]["target"].ShouldBe("007000000000042");
        Server.Forms[0]["vsys"].ShouldBe("vsys2");
    }

    [Theory]
    [InlineData("""{"timeZone":"Mars/Olympus"}""", "paloalto.bad_zone")]
    [InlineData("""{"threatFilter":"(severity geq high)) or ((a eq b)"}""", "paloalto.bad_filter")]
    [InlineData("""{"systemFilter":"(eventid eq 'x)"}""", "paloalto.bad_filter")]
    [InlineData("""{"blockTag":"a\uffff"}""", "paloalto.bad_text")]
    [InlineData("""{"certificateSha256":"00"}""", "integration.bad_fingerprint")]
    public async Task Settings_that_will_not_do_are_told(string settings, string code) =>
        (await Connector.Check(new FieldValues(JsonSerializer.Deserialize<JsonElement>(settings)), Stop))!.Code.ShouldBe(code);

    // Where the words stand is not documented: each of these was seen.
    [Theory]
    [InlineData("<msg><line>a</line></msg>")]
    [InlineData("<msg><line><line>a</line></line></msg>")]
    [InlineData("<result><msg><line>a</line></msg></result>")]
    [InlineData("<result><msg>a</msg></result>")]
    [InlineData("<msg>a</msg>")]
    [InlineData("<result><job><details><line>a</line></details></job></result>")]
    [InlineData("<result><job><details><line><newjob><newmsg>a</newmsg></newjob></line></details></job></result>")]
    [InlineData("<msg><line><uid-response><payload><register><entry message=\"a\"/></register></payload></uid-response></line></msg>")]
    public async Task The_words_of_an_error_are_found_wherever_they_stand(string inside)
    {
        Server.Instead = $"<response status='error' code='13'>{inside}</response>";
        (await Connector.Test(ByKey(), Stop)).Detail.ShouldEndWith("It says: a");
    }

    [Theory]
    [InlineData(7, "paloalto.not_found", false)]
    [InlineData(8, "paloalto.not_unique", false)]
    [InlineData(10, "paloalto.in_use", false)]
    [InlineData(6, "paloalto.rejected", false)]
    [InlineData(16, "paloalto.forbidden", false)]
    [InlineData(22, "paloalto.unauthorized", false)]
    [InlineData(5, "paloalto.server_error", true)]
    public async Task Each_code_of_the_envelope_has_its_meaning_whatever_the_status_of_http(int code, string meaning, bool mayHaveHappened)
    {
        Server.Instead = $"<response status='error' code='{code}'><msg><line>words</line></msg></response>";
        var failed = (await Execute("paloalto.block_address", new { address = "198.51.100.7" })).ShouldBeOfType<ActionOutcome.Failed>();
        failed.Code.ShouldBe(meaning);
        failed.MayHaveHappened.ShouldBe(mayHaveHappened);
    }

    [Theory]
    [InlineData("<!DOCTYPE response [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><response status='success'><result><system><hostname>&x;</hostname></system></result></response>")]
    [InlineData("<!DOCTYPE response SYSTEM 'http://127.0.0.1:1/evil.dtd'><response status='success'><result><system><hostname>a</hostname></system></result></response>")]
    [InlineData("<!DOCTYPE l [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;&a;&a;&a;&a;&a;'><!ENTITY c '&b;&b;&b;&b;&b;&b;&b;&b;'>]><response status='success'><result><system><hostname>&c;</hostname></system></result></response>")]
    [InlineData("<response status='success'><result><system><hostname>&undefined;</hostname></system></result></response>")]
    [InlineData("<response status='success'><result><system><hostname>half")]
    [InlineData("<html><body>Sign in</body></html>")]
    [InlineData("<response status='success'><result/></response>")]
    public async Task Xml_that_attacks_parsers_or_is_none_of_the_product_s_is_refused(string body)
    {
        Server.Instead = body;
        (await Connector.Test(ByKey(), Stop)).Code.ShouldBe("paloalto.not_paloalto");
    }

    [Fact]
    public async Task Xml_of_huge_depth_is_refused_and_takes_no_stack()
    {
        const int Depth = 200_000;
        Server.Instead = $"<response status='success'><result>{string.Concat(Enumerable.Repeat("<a>", Depth))}{string.Concat(Enumerable.Repeat("</a>", Depth))}</result></response>";
        (await Connector.Test(ByKey(), Stop)).Code.ShouldBeOneOf("paloalto.not_paloalto", "paloalto.answer_too_large");
        Server.Instead = Server.Instead.Replace(string.Concat(Enumerable.Repeat("<a>", Depth - 100)), "", StringComparison.Ordinal).Replace(string.Concat(Enumerable.Repeat("</a>", Depth - 100)), "", StringComparison.Ordinal);
        (await Connector.Test(ByKey(), Stop)).Code.ShouldBe("paloalto.not_paloalto");
    }

    [Fact]
    public async Task Bytes_that_are_no_text_cost_a_character_and_not_the_answer()
    {
        Server.Instead = "<response status='success'><result><system><hostname>fw\u0001-1</hostname><model>PA\u0000</model></system></result></response>";
        (await Connector.Test(ByKey(), Stop)).Detail.ShouldStartWith("Signed in to fw -1 (PA");
    }
}
