using Holdfast.Modules.Access.Policies.Schema;
using Holdfast.Modules.Access.Policies.Validation;
using static Holdfast.Tests.Modules.Access.Policies.Asked;

namespace Holdfast.Tests.Modules.Access.Policies;

public class ValidationTests
{
    private static readonly PolicySchema Schema = PolicySchema.Parse("""
        entity Team in [Team];
        entity User in [Team] { level: Long, nick?: String, home: { city?: String }, from: ipaddr } tags String;
        entity Color enum ["red", "green"];
        namespace Office {
          type Labels = Set<String>;
          entity Folder in [Folder];
          entity Document in [Folder] { owner: User, labels: Labels };
          action all;
          action read, "write it" in [all] appliesTo { principal: [User], resource: [Document, Folder], context: { mfa: Bool, at?: datetime } };
        }
        """).Value!;

    [Theory]
    [InlineData("permit(principal, action, resource);")]
    [InlineData("permit(principal in Team::\"a\", action in Office::Action::\"all\", resource is Office::Document) when { resource.owner == principal && context.mfa };")]
    [InlineData("permit(principal, action, resource) when { principal has nick && principal.nick like \"a*\" };")]
    [InlineData("permit(principal, action, resource) when { principal.home has city && principal.home.city == \"x\" };")]
    [InlineData("permit(principal, action, resource) when { principal.hasTag(\"t\") && principal.getTag(\"t\") == \"x\" };")]
    [InlineData("permit(principal, action, resource) when { resource is Office::Document && resource.labels.contains(\"open\") };")]
    [InlineData("permit(principal, action, resource) when { if context has at then context.at < datetime(\"2026-01-01\") else true };")]
    [InlineData("forbid(principal, action, resource) unless { principal.from.isInRange(ip(\"10.0.0.0/8\")) };")]
    [InlineData("permit(principal == ?principal, action == Office::Action::\"write it\", resource in ?resource);")]
    public void What_fits_the_schema_is_valid(string text) => Found(text).ShouldBeEmpty();

    [Theory]
    [InlineData("permit(principal is Usr, action, resource);", "1:8 There is no entity type Usr.")]
    [InlineData("permit(principal, action == Office::Action::\"raed\", resource);", "1:19 There is no action Office::Action::\"raed\".")]
    [InlineData("permit(principal, action, resource)\n  when { principal.age > 3 };", "2:10 An entity of type User has no attribute 'age'.")]
    [InlineData("permit(principal, action, resource)\n  when { principal.nick == \"a\" };", "2:10 The attribute 'nick' may not be there: ask with 'has nick' first.")]
    [InlineData("permit(principal, action, resource) when { principal has nick || principal.nick == \"a\" };", "1:66 The attribute 'nick' may not be there: ask with 'has nick' first.")]
    [InlineData("permit(principal, action, resource) when { principal.level == \"3\" };", "1:44 These are compared and of types that do not go together: long, string.")]
    [InlineData("permit(principal, action, resource) when { principal.level };", "1:44 Here has to be a value of type bool, and this is of type long.")]
    [InlineData("permit(principal, action, resource) when { principal.getTag(\"t\") == \"x\" };", "1:44 The tag may not be there: ask with hasTag(…) first.")]
    [InlineData("permit(principal, action, resource) when { ip(\"10.0.0\").isIpv4() };", "1:44 \"10.0.0\" is no ipaddr that can be read.")]
    [InlineData("permit(principal, action, resource) when { ip(\"1.1.1.1\").isInRange(principal.level) };", "1:68 Here has to be a value of type ipaddr, and this is of type long.")]
    [InlineData("permit(principal, action, resource) when { principal has nick && ip(principal.nick).isIpv4() };", "1:66 'ip' takes a text that is written out, so that it can be checked before it decides.")]
    [InlineData("permit(principal, action, resource) when { [1, \"a\"].contains(1) };", "1:44 The set's members are of types that do not go together: long, string.")]
    [InlineData("permit(principal, action, resource) when { [].isEmpty() };", "1:44 An empty set has no type that could be known: write what it is compared with another way, as with isEmpty().")]
    [InlineData("permit(principal, action, resource) when { principal == Color::\"blue\" };", "1:57 There is no Color::\"blue\": there are \"green\", \"red\".")]
    [InlineData("permit(principal, action, resource) when { \"a\" < \"b\" };", "1:44 Only two longs, two datetimes or two durations have an order; these are of types string and string.")]
    public void What_does_not_is_told_with_its_place(string text, string problem) => Found(text).ShouldBe([problem]);

    [Theory]
    [InlineData("permit(principal is Team, action, resource);", "1:1 No action applies to such a principal and such a resource. (warning)")]
    [InlineData("permit(principal, action, resource) when { principal == resource };", "1:1 No request can satisfy this policy. (warning)")]
    [InlineData("permit(principal, action, resource) when { principal is Team && principal.nothing };", "1:1 No request can satisfy this policy. (warning)")]
    public void What_can_never_be_satisfied_is_a_warning(string text, string problem) => Found(text).ShouldBe([problem]);

    [Fact]
    public void What_would_take_too_long_to_check_is_refused()
    {
        var text = string.Join(" && ", Enumerable.Repeat("principal has nick", 20_000));

        Found($"permit(principal, action, resource) when {{ {text} }};").ShouldHaveSingleItem().ShouldEndWith(" The policy is too large to be checked: make several of it.");
    }

    [Fact]
    public void A_link_is_checked_with_its_entities()
    {
        var linked = Set("permit(principal == ?principal, action, resource);").Link("policy0", "odd", new("Robot", "r"), null);

        new PolicyValidator(Schema).Validate(linked).ShouldHaveSingleItem().ShouldBe(new(new(1, 8), "There is no entity type Robot.") { PolicyId = "odd" });
    }

    private static IEnumerable<string> Found(string text) => new PolicyValidator(Schema).Validate(Set(text))
        .Select(problem => $"{problem.At.Line}:{problem.At.Column} {problem.Message}{(problem.IsWarning ? " (warning)" : "")}");
}
