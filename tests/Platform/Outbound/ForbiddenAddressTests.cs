using System.Net;
using System.Net.Sockets;
using Holdfast.Platform.Outbound;

namespace Holdfast.Tests.Platform.Outbound;

public sealed class ForbiddenAddressTests
{
    private static readonly AddressRules Rules = new(new OutboundOptions());

    [Fact]
    public void Every_special_purpose_network_is_refused_from_its_first_to_its_last_address()
    {
        var reachable = Addresses.Forbidden().Where(a => Rules.WhyNot(a) is null).ToList();
        reachable.ShouldBeEmpty();
    }

    [Fact]
    public void An_embedded_forbidden_address_is_refused_in_every_embedding()
    {
        var reachable = Addresses.Forbidden().Where(a => a.AddressFamily == AddressFamily.InterNetwork).SelectMany(Addresses.Embeddings).Where(a => Rules.WhyNot(a) is null).ToList();
        reachable.ShouldBeEmpty();
    }

    [Fact]
    public void Public_addresses_next_to_the_special_ones_are_reachable() =>
        Addresses.Public().Where(a => Rules.WhyNot(a) is not null).ShouldBeEmpty();

    [Fact]
    public async Task No_spelling_of_a_forbidden_address_is_connected_to()
    {
        await using var listener = new CountingListener();
        using var client = Clients.Of(new OutboundOptions { AllowHttp = true });
        var urls = Addresses.Forbidden().Where(a => a.AddressFamily == AddressFamily.InterNetwork).SelectMany(Addresses.Spellings)
            .Concat(Addresses.Forbidden().Where(a => a.AddressFamily == AddressFamily.InterNetworkV6).Select(a => $"[{a}]"))
            .Concat(Addresses.Forbidden().Where(a => a.AddressFamily == AddressFamily.InterNetwork).SelectMany(Addresses.Embeddings).Select(a => $"[{a}]"))
            .Select(host => $"http://{host}:{listener.Port}/").Distinct().ToList();
        urls.Count.ShouldBeGreaterThan(4000);
        var wrong = new List<string>();
        foreach (var url in urls)
        {
            // Some spellings are no URL at all to the framework; they cannot even be asked for.
            if (Uri.TryCreate(url, UriKind.Absolute, out _) && (await client.Get(url)) is { Failure: not (OutboundFailure.Forbidden or OutboundFailure.Unresolvable) } outcome)
            {
                wrong.Add($"{url}: {outcome.Failure} {outcome.Detail}");
            }
        }

        wrong.ShouldBeEmpty();
        listener.Count.ShouldBe(0);
    }

    [Fact]
    public async Task Other_spellings_of_a_public_address_are_refused_too()
    {
        using var client = Clients.Of(new OutboundOptions());
        foreach (var spelling in Addresses.Spellings(IPAddress.Parse("8.8.8.8")).Skip(1).Where(s => s[0] != '[' && Uri.TryCreate($"https://{s}/", UriKind.Absolute, out _)))
        {
            (await client.Get($"https://{spelling}/")).Failure.ShouldBeOneOf([OutboundFailure.Forbidden, OutboundFailure.Unresolvable], spelling);
        }
    }

    [Theory]
    [InlineData("http://example.com/", "webhook.bad_url")]
    [InlineData("ftp://example.com/", "webhook.bad_url")]
    [InlineData("file:///etc/passwd", "webhook.bad_url")]
    [InlineData("//example.com/", "webhook.bad_url")]
    [InlineData("example.com", "webhook.bad_url")]
    [InlineData("", "webhook.bad_url")]
    [InlineData("https://", "webhook.bad_url")]
    [InlineData("https://user@example.com/", "webhook.bad_url")]
    [InlineData("https://@example.com/", "webhook.bad_url")]
    [InlineData("https://example.com\\@10.0.0.1/", "webhook.bad_url")]
    [InlineData("https://example.com/ x", "webhook.bad_url")]
    [InlineData("https://example.com/\r\nHost: a", "webhook.bad_url")]
    [InlineData("https://exa mple.com/", "webhook.bad_url")]
    [InlineData("https://example.com:22/", "webhook.bad_url")]
    [InlineData("https://example.com:0/", "webhook.bad_url")]
    [InlineData("https://example.com:65536/", "webhook.bad_url")]
    [InlineData("https://-x.example.com/", "webhook.bad_url")]
    [InlineData("https://a..b/", "webhook.bad_url")]
    [InlineData("https://1.2.3/", "webhook.bad_url")]
    [InlineData("https://host.0x7f/", "webhook.bad_url")]
    [InlineData("https://[fe80::1%25eth0]/", "webhook.bad_url")]
    [InlineData("https://169.254.169.254/latest", "webhook.forbidden_address")]
    [InlineData("https://[::1]/", "webhook.forbidden_address")]
    [InlineData("https://metadata.internal/", "webhook.forbidden_address")]
    [InlineData("https://both.example.com/", "webhook.forbidden_address")]
    [InlineData("https://example.com/", null)]
    [InlineData("https://example.com:8443/hook?a=b", null)]
    [InlineData("https://unknown.example.com/", null)]
    [InlineData("https://b\u00fccher.example.com/", null)]
    [InlineData("https://8.8.8.8/", null)]
    [InlineData("https://[2606:4700:4700::1111]:8443/", null)]
    public async Task A_url_is_checked_when_it_is_configured(string url, string? code)
    {
        var resolver = new ScriptedResolver().Says("example.com", "93.184.216.34").Says("metadata.internal", "169.254.169.254")
            .Says("both.example.com", "93.184.216.34", "10.0.0.1").Says("xn--bcher-kva.example.com", "93.184.216.34");
        using var client = Clients.Of(new OutboundOptions(), resolver);
        var problem = await client.Check(url, "webhook", "url", TestContext.Current.CancellationToken);
        problem?.Code.ShouldBe(code);
        (problem is null).ShouldBe(code is null);
    }

    [Fact]
    public async Task A_name_that_changes_its_mind_is_resolved_once_and_gains_nothing()
    {
        await using var listener = new CountingListener();
        var resolver = new ScriptedResolver().Says("rebind.example.com", "93.184.216.34").Says("rebind.example.com", "127.0.0.1");
        using var client = Clients.Of(new OutboundOptions { AllowHttp = true }, resolver);
        var url = $"http://rebind.example.com:{listener.Port}/";
        (await client.Check(url, "webhook", "url", TestContext.Current.CancellationToken)).ShouldBeNull();
        (await client.Get(url)).Failure.ShouldBe(OutboundFailure.Forbidden);
        resolver.Asked.ShouldBe(2);
        listener.Count.ShouldBe(0);
    }

    [Fact]
    public async Task The_judged_address_is_the_one_that_is_connected_to()
    {
        await using var listener = new CountingListener();
        var resolver = new ScriptedResolver().Says("rebind.example.com", "127.0.0.2");
        using var client = Clients.Of(new OutboundOptions { AllowHttp = true, AllowedNetworks = ["127.0.0.2/32"] }, resolver);
        (await client.Get($"http://rebind.example.com:{listener.Port}/")).Failure.ShouldBe(OutboundFailure.Broken);
        listener.Reached.Distinct().ShouldBe([IPAddress.Parse("127.0.0.2")]);

        resolver.Says("rebind.example.com", "127.0.0.2").Says("rebind.example.com", "127.0.0.1");
        await client.Get($"http://rebind.example.com:{listener.Port}/");
        (await client.Get($"http://rebind.example.com:{listener.Port}/")).Failure.ShouldBe(OutboundFailure.Forbidden);
        listener.Reached.Distinct().ShouldBe([IPAddress.Parse("127.0.0.2")]);
    }

    [Fact]
    public void The_operators_prohibition_is_stronger_than_their_permission()
    {
        var rules = new AddressRules(new OutboundOptions { AllowedNetworks = ["10.0.0.0/8"], ForbiddenNetworks = ["10.1.0.0/16", "8.8.8.0/24"] });
        rules.WhyNot(IPAddress.Parse("10.2.0.1")).ShouldBeNull();
        rules.WhyNot(IPAddress.Parse("::ffff:10.2.0.1")).ShouldBeNull();
        rules.WhyNot(IPAddress.Parse("10.1.0.1")).ShouldNotBeNull();
        rules.WhyNot(IPAddress.Parse("::ffff:10.1.0.1")).ShouldNotBeNull();
        rules.WhyNot(IPAddress.Parse("8.8.8.8")).ShouldNotBeNull();
    }
}
