using FsCheck;
using FsCheck.Fluent;
using Holdfast.Modules.Integrations.Contracts.Ocsf;

namespace Holdfast.Tests.Modules.Integrations.Contracts.Ocsf;

public sealed class NormalAddressTests
{
    [Theory]
    [InlineData("192.0.2.1", "192.0.2.1", null)]
    [InlineData(" 192.0.2.1 ", "192.0.2.1", null)]
    [InlineData("192.0.2.1:80", "192.0.2.1", 80)]
    [InlineData("192.0.2.1/32", "192.0.2.1", null)]
    [InlineData("2001:DB8:0:0:0:0:0:1", "2001:db8::1", null)]
    [InlineData("2001:db8::1/128", "2001:db8::1", null)]
    [InlineData("[2001:db8::1]:443", "2001:db8::1", 443)]
    [InlineData("[2001:db8::1]", "2001:db8::1", null)]
    [InlineData("fe80::1%eth0", "fe80::1", null)]
    [InlineData("::ffff:192.0.2.1", "192.0.2.1", null)]
    public void An_address_has_one_form_and_its_port_apart(string text, string address, int? port)
    {
        NormalAddress.Ip(text).ShouldBe(address);
        NormalAddress.Port(text).ShouldBe(port);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("any")]
    [InlineData("web-1")]
    [InlineData("web-1:80")]
    [InlineData("0.0.0.0")]
    [InlineData("::")]
    [InlineData("192.0.2.0/24")]
    [InlineData("192.0.2.1:99999")]
    [InlineData("192.0.2.1:")]
    [InlineData("192.0.2")]
    [InlineData("3221225985")]
    [InlineData("010.0.0.1")]
    [InlineData("[2001:db8::1")]
    [InlineData("[2001:db8::1]x")]
    public void What_is_no_address_is_null(string? text)
    {
        NormalAddress.Ip(text).ShouldBeNull();
        NormalAddress.Port(text).ShouldBeNull();
    }

    [Theory]
    [InlineData("00:1A:2b:3C:4d:5E", "00:1a:2b:3c:4d:5e")]
    [InlineData("00-1A-2B-3C-4D-5E", "00:1a:2b:3c:4d:5e")]
    [InlineData("001a.2b3c.4d5e", "00:1a:2b:3c:4d:5e")]
    [InlineData("001a2b3c4d5e", "00:1a:2b:3c:4d:5e")]
    [InlineData("00:00:00:00:00:00", null)]
    [InlineData("(incomplete)", null)]
    [InlineData("", null)]
    [InlineData(null, null)]
    public void An_address_of_a_network_card_has_one_form(string? text, string? address) => NormalAddress.Mac(text).ShouldBe(address);

    [Fact]
    public void Nothing_throws_and_what_comes_stays_what_it_is() => Check.QuickThrowOnFailure(Prop.ForAll(
        Texts.Any("0123456789abcdef.:[]/%"),
        text => (NormalAddress.Ip(text) is not { } address || NormalAddress.Ip(address) == address) && (NormalAddress.Mac(text) is not { } mac || NormalAddress.Mac(mac) == mac) && NormalAddress.Port(text) is null or >= 0 and <= 65_535));
}
