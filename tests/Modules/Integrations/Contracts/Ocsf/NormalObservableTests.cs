using FsCheck;
using FsCheck.Fluent;
using Holdfast.Modules.Integrations.Contracts.Ocsf;

namespace Holdfast.Tests.Modules.Integrations.Contracts.Ocsf;

public sealed class NormalObservableTests
{
    [Theory]
    [InlineData(ObservableType.IpAddress, "192.0.2.1:80", "192.0.2.1")]
    [InlineData(ObservableType.MacAddress, "00-1A-2B-3C-4D-5E", "00:1a:2b:3c:4d:5e")]
    [InlineData(ObservableType.Hash, "D41D8CD98F00B204E9800998ECF8427E", "d41d8cd98f00b204e9800998ecf8427e")]
    [InlineData(ObservableType.DomainName, "Example.COM.", "example.com")]
    [InlineData(ObservableType.DomainName, "bücher.example", "xn--bcher-kva.example")]
    [InlineData(ObservableType.Hostname, "PC-1", "pc-1")]
    [InlineData(ObservableType.EmailAddress, "Ann.Smith@Example.COM", "ann.smith@example.com")]
    [InlineData(ObservableType.UrlString, "https://example.com/a?b=c", "https://example.com/a?b=c")]
    [InlineData(ObservableType.UserName, " corp\\ann ", "corp\\ann")]
    public void Each_type_has_its_form(ObservableType type, string text, string value) => NormalObservable.Of(type, text).ShouldBe(new Observable(type, value));

    [Theory]
    [InlineData(ObservableType.IpAddress, "any")]
    [InlineData(ObservableType.Hash, "d41d8cd9")]
    [InlineData(ObservableType.Hash, "g41d8cd98f00b204e9800998ecf8427e")]
    [InlineData(ObservableType.DomainName, "localhost")]
    [InlineData(ObservableType.DomainName, "not a name")]
    [InlineData(ObservableType.Hostname, "two words")]
    [InlineData(ObservableType.EmailAddress, "Ann <ann@example.com>")]
    [InlineData(ObservableType.EmailAddress, "ann")]
    [InlineData(ObservableType.UrlString, "javascript:alert(1)")]
    [InlineData(ObservableType.UrlString, "/path")]
    [InlineData(ObservableType.UserName, "a\u0000b")]
    [InlineData(ObservableType.UserName, "")]
    public void What_is_none_of_its_type_is_null(ObservableType type, string text) => NormalObservable.Of(type, text).ShouldBeNull();

    [Fact]
    public void A_text_that_is_too_long_is_none() => NormalObservable.Of(ObservableType.UserName, new string('x', NormalObservable.MaxLength + 1)).ShouldBeNull();

    [Fact]
    public void All_are_there_once_in_their_order_and_at_most_fifty()
    {
        NormalObservable.All([NormalObservable.Of(ObservableType.Hostname, "b"), null, NormalObservable.Of(ObservableType.Hostname, "a"), NormalObservable.Of(ObservableType.Hostname, "B")])
            .Select(o => o.Value).ShouldBe(["b", "a"]);
        NormalObservable.All(Enumerable.Range(0, 80).Select(i => NormalObservable.Of(ObservableType.Hostname, $"h{i}"))).Count.ShouldBe(50);
    }

    [Fact]
    public void Nothing_throws_what_comes_is_bounded_and_its_own_form() => Check.QuickThrowOnFailure(Prop.ForAll(
        Texts.Any("abcxyz0189@.-:/_ xn"),
        text => Enum.GetValues<ObservableType>().All(type => NormalObservable.Of(type, text) is not { } one || (one.Type == type && one.Value.Length is > 0 and <= NormalObservable.MaxLength && NormalObservable.Of(type, one.Value) == one))));
}
