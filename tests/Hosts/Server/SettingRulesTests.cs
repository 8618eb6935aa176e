using Holdfast.Hosts.Server;
using Microsoft.Extensions.Configuration;

namespace Holdfast.Tests.Hosts.Server;

public sealed class SettingRulesTests
{
    [Theory]
    [InlineData(null, null, null, true)]
    [InlineData("127.0.0.1", null, null, true)]
    [InlineData("::1", null, null, true)]
    [InlineData("0.0.0.0", null, null, false)]
    [InlineData("10.0.0.5", null, null, false)]
    [InlineData("127.0.0.1", "127.0.0.1", null, false)]
    [InlineData("0.0.0.0", null, "true", true)]
    [InlineData("127.0.0.1", null, "false", false)]
    public void Registration_is_open_only_where_only_this_machine_can_ask_or_the_operator_says_so(string? address, string? proxies, string? said, bool isOpen)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>()
        {
            ["Holdfast:Server:Address"] = address, ["Holdfast:Http:TrustedProxies"] = proxies, ["Holdfast:access:OpenRegistration"] = said,
        }.Where(s => s.Value is not null)).Build();
        SettingRules.Derive(configuration).GetValue<bool>("Holdfast:access:OpenRegistration").ShouldBe(isOpen);
    }

    [Fact]
    public void The_flag_opens_registration() =>
        SettingRules.Derive(ServerConfiguration.Of(["--address", "0.0.0.0", "--open-registration", "true"], new Dictionary<string, string>()))
            .GetValue<bool>("Holdfast:access:OpenRegistration").ShouldBeTrue();
}
