using Holdfast.Modules.Tickets.Contracts;
using Holdfast.Modules.Tickets.Domain;

namespace Holdfast.Tests.Modules.Tickets.Domain;

public sealed class ObservableTests
{
    [Theory]
    [InlineData(ObservableKind.Address, " 203.0.113.9 ", "203.0.113.9")]
    [InlineData(ObservableKind.Address, "2001:DB8:0:0:0:0:0:1", "2001:db8::1")]
    [InlineData(ObservableKind.Address, "::ffff:203.0.113.9", "203.0.113.9")]
    [InlineData(ObservableKind.Domain, "Bücher.Example.", "xn--bcher-kva.example")]
    [InlineData(ObservableKind.Domain, "_dmarc.EXAMPLE.com", "_dmarc.example.com")]
    [InlineData(ObservableKind.Url, "HTTPS://Bücher.example:443/a?b=C#part", "https://xn--bcher-kva.example/a?b=C")]
    [InlineData(ObservableKind.Url, "http://[2001:DB8::1]:8080/", "http://[2001:db8::1]:8080/")]
    [InlineData(ObservableKind.Hash, "D41D8CD98F00B204E9800998ECF8427E", "d41d8cd98f00b204e9800998ecf8427e")]
    [InlineData(ObservableKind.Host, "WEB-1", "web-1")]
    [InlineData(ObservableKind.User, "CORP\\Ann", "CORP\\Ann")]
    [InlineData(ObservableKind.Email, "Ann@Bücher.Example", "ann@xn--bcher-kva.example")]
    public void However_it_was_written_it_has_one_form(ObservableKind kind, string written, string form)
    {
        var normal = Observable.Normal(kind, written, "value");
        normal.Value.ShouldBe(form);
        Observable.Normal(kind, form, "value").Value.ShouldBe(form);
    }

    [Theory]
    [InlineData(ObservableKind.Address, "1")]
    [InlineData(ObservableKind.Address, "010.0.0.1")]
    [InlineData(ObservableKind.Address, "fe80::1%eth0")]
    [InlineData(ObservableKind.Address, "203.0.113.9:22")]
    [InlineData(ObservableKind.Domain, "web-1")]
    [InlineData(ObservableKind.Domain, "203.0.113.9")]
    [InlineData(ObservableKind.Domain, "a b.example")]
    [InlineData(ObservableKind.Url, "javascript:alert(1)")]
    [InlineData(ObservableKind.Url, "/relative")]
    [InlineData(ObservableKind.Hash, "d41d8cd98f00b204e9800998ecf8427")]
    [InlineData(ObservableKind.Hash, "g41d8cd98f00b204e9800998ecf8427e")]
    [InlineData(ObservableKind.Host, "web 1")]
    [InlineData(ObservableKind.User, "\ud83d")]
    [InlineData(ObservableKind.Email, "ann")]
    [InlineData(ObservableKind.Email, "a@b@example.com")]
    [InlineData(ObservableKind.Host, "")]
    [InlineData(ObservableKind.User, "a\nb")]
    public void What_is_none_is_refused(ObservableKind kind, string written) => Observable.Normal(kind, written, "value").Problem!.Code.ShouldBe("ticket.bad_observable");

    [Fact]
    public void A_text_is_looked_for_in_every_form_that_it_can_have() =>
        Observable.Forms("Web-1.Example").ShouldBe(["web-1.example", "Web-1.Example"], ignoreOrder: true);

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
