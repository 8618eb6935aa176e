using Holdfast.Modules.Integrations.Contracts.Ocsf;
using Holdfast.Modules.Tickets.Contracts;
using Holdfast.Modules.Tickets.Domain;

namespace Holdfast.Tests.Modules.Tickets.Domain;

public sealed class ObservableTests
{
    [Theory]
    [InlineData(ObservableType.IpAddress, " 203.0.113.9 ", "203.0.113.9")]
    [InlineData(ObservableType.IpAddress, "2001:DB8:0:0:0:0:0:1", "2001:db8::1")]
    [InlineData(ObservableType.IpAddress, "::ffff:203.0.113.9", "203.0.113.9")]
    [InlineData(ObservableType.IpAddress, "203.0.113.9:22", "203.0.113.9")]
    [InlineData(ObservableType.IpAddress, "fe80::1%eth0", "fe80::1")]
    [InlineData(ObservableType.MacAddress, "00-1A-2B-3C-4D-5E", "00:1a:2b:3c:4d:5e")]
    [InlineData(ObservableType.DomainName, "Bücher.Example.", "xn--bcher-kva.example")]
    [InlineData(ObservableType.DomainName, "_dmarc.EXAMPLE.com", "_dmarc.example.com")]
    [InlineData(ObservableType.UrlString, "HTTPS://Bücher.example:443/a?b=C#part", "https://xn--bcher-kva.example/a?b=C")]
    [InlineData(ObservableType.UrlString, "http://[2001:DB8::1]:8080/", "http://[2001:db8::1]:8080/")]
    [InlineData(ObservableType.Hash, "D41D8CD98F00B204E9800998ECF8427E", "d41d8cd98f00b204e9800998ecf8427e")]
    [InlineData(ObservableType.Hostname, "WEB-1", "web-1")]
    [InlineData(ObservableType.UserName, "CORP\\Ann", "CORP\\Ann")]
    [InlineData(ObservableType.EmailAddress, "Ann@Bücher.Example", "ann@xn--bcher-kva.example")]
    public void However_it_was_written_it_has_one_form(ObservableType kind, string written, string form)
    {
        var normal = TicketObservable.Normal(kind, written, "value");
        normal.Value.ShouldBe(form);
        TicketObservable.Normal(kind, form, "value").Value.ShouldBe(form);
    }

    [Theory]
    [InlineData(ObservableType.IpAddress, "1")]
    [InlineData(ObservableType.IpAddress, "010.0.0.1")]
    [InlineData(ObservableType.IpAddress, "203.0.113.0/24")]
    [InlineData(ObservableType.DomainName, "web-1")]
    [InlineData(ObservableType.DomainName, "203.0.113.9")]
    [InlineData(ObservableType.DomainName, "a b.example")]
    [InlineData(ObservableType.UrlString, "javascript:alert(1)")]
    [InlineData(ObservableType.UrlString, "/relative")]
    [InlineData(ObservableType.Hash, "d41d8cd98f00b204e9800998ecf8427")]
    [InlineData(ObservableType.Hash, "g41d8cd98f00b204e9800998ecf8427e")]
    [InlineData(ObservableType.Hostname, "web 1")]
    [InlineData(ObservableType.UserName, "\ud83d")]
    [InlineData(ObservableType.EmailAddress, "ann")]
    [InlineData(ObservableType.EmailAddress, "a@b@example.com")]
    [InlineData(ObservableType.Hostname, "")]
    [InlineData(ObservableType.UserName, "a\nb")]
    public void What_is_none_is_refused(ObservableType kind, string written) => TicketObservable.Normal(kind, written, "value").Problem!.Code.ShouldBe("ticket.bad_observable");

    [Fact]
    public void A_text_is_looked_for_in_every_form_that_it_can_have() =>
        NormalObservable.Forms("Web-1.Example").ShouldBe(["web-1.example", "Web-1.Example"], ignoreOrder: true);

    [Theory]
    [InlineData(TicketLinkKind.Finding, "nothing")]
    [InlineData(TicketLinkKind.Device, "")]
    [InlineData(TicketLinkKind.Url, "ftp://example.com/")]
    [InlineData(TicketLinkKind.Url, "https://ann:secret@example.com/")]
    [InlineData(TicketLinkKind.Alert, "a\u0000b")]
    public void A_link_leads_somewhere(TicketLinkKind kind, string target) => TicketLink.Normal(kind, target, "target").Problem!.Code.ShouldBe("ticket.bad_link");

    [Fact]
    public void Tags_are_lower_case_each_once_in_order() => TicketTags.Clean([" VPN", "a:b", "vpn"]).ShouldBe(["a:b", "vpn"]);
}
