using System.ComponentModel.DataAnnotations;
using Holdfast.Platform.Http;

namespace Holdfast.Tests.Platform.Http;

public sealed class TrustedProxiesTests
{
    [Fact]
    public void Proxies_are_addresses_and_networks() => new HttpOptions { TrustedProxies = "127.0.0.1, 10.1.0.0/16,2001:db8::/64" }.ProxyNetworks()
        .Select(n => n.ToString()).ShouldBe(["127.0.0.1/32", "10.1.0.0/16", "2001:db8::/64"]);

    [Theory]
    [InlineData("", null)]
    [InlineData("127.0.0.1", null)]
    [InlineData("1", "addresses or networks")]
    [InlineData("2", "addresses or networks")]
    [InlineData("proxy.example", "no address and no network")]
    [InlineData("10.1.2.3/33", "no address and no network")]
    public void A_count_is_refused_with_what_to_say_instead(string text, string? complaint)
    {
        var wrong = new HttpOptions { TrustedProxies = text };
        var found = wrong.Validate(new ValidationContext(wrong)).Select(r => r.ErrorMessage!).ToArray();
        if (complaint is null)
        {
            found.ShouldBeEmpty();
        }
        else
        {
            found.ShouldHaveSingleItem().ShouldContain(complaint);
        }
    }
}
