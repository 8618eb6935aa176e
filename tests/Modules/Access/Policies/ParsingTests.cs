using Holdfast.Modules.Access.Policies;
using static Holdfast.Tests.Modules.Access.Policies.Asked;

namespace Holdfast.Tests.Modules.Access.Policies;

public class ParsingTests
{
    [Fact]
    public void A_set_has_policies_and_templates_in_the_order_of_the_text()
    {
        var set = Set("""
            // a comment
            @id("first") @note
            permit(principal, action, resource);
            forbid(principal in ?principal, action, resource == ?resource) unless { true };
            permit(principal is User in Team::"staff", action in [Action::"read", Action::"write",], resource is Document,) when { true } unless { false };
            """);

        set.Policies.Select(policy => (policy.Id, policy.Effect)).ShouldBe([("policy0", PolicyEffect.Permit), ("policy2", PolicyEffect.Permit)]);
        set.Policies.First().Annotations.ShouldBe(new Dictionary<string, string> { ["id"] = "first", ["note"] = "" });
        var template = set.Templates.ShouldHaveSingleItem();
        (template.Id, template.HasPrincipalSlot, template.HasResourceSlot, template.At).ShouldBe(("policy1", true, true, new TextPosition(4, 1)));
    }

    [Theory]
    [InlineData("permit(principal, action, resource)", "1:36 'when', 'unless' or ';' is expected here, and there is the text's end.")]
    [InlineData("allow(principal, action, resource);", "1:1 'permit' or 'forbid' is expected here, and there is 'allow'.")]
    [InlineData("permit(principal, resource, action);", "1:19 The scope names principal, action and resource in this order: 'action' is expected here, and there is 'resource'.")]
    [InlineData("permit(principal, action, resource)\n  when { principal.level = 3 };", "2:26 Values are compared with '=='.")]
    [InlineData("permit(principal, action, resource)\n\twhen { 1 < 2 < 3 };", "2:15 Comparisons do not chain: put one of them into parentheses.")]
    [InlineData("permit(principal, action, resource) when { 9223372036854775808 > 1 };", "1:44 9223372036854775808 does not fit into 64 bits.")]
    [InlineData("permit(principal, action, resource) when { {a: 1, \"a\": 2} == {} };", "1:51 The attribute 'a' stands in this record twice.")]
    [InlineData("permit(principal, action, resource) when { user.name == \"x\" };", "1:44 There is no variable 'user': there are principal, action, resource and context. An entity has its id behind it, as in user::\"id\".")]
    [InlineData("permit(principal, action, resource) when { lessThan(1) };", "1:44 'lessThan' is a method: write value.lessThan(…).")]
    [InlineData("permit(principal, action, resource) when { principal.ip() };", "1:44 'ip' is a function: write ip(…).")]
    [InlineData("permit(principal, action, resource) when { [1].contains(1, 2) };", "1:44 'contains' takes one argument, and here are 2.")]
    [InlineData("permit(principal, action, resource) when { ?principal == principal };", "1:44 ?principal stands in the scope only, not in conditions.")]
    [InlineData("permit(principal == ?resource, action, resource);", "1:21 An entity or ?principal is expected here, and there is '?resource'.")]
    [InlineData("permit(principal, action == User::\"a\", resource);", "1:29 User::\"a\" is no action: an action's type is Action, or ends with ::Action.")]
    [InlineData("permit(principal, action, resource) when { !!!!!true };", "1:44 '!' stands 4 times in a row at most.")]
    [InlineData("permit(principal, action, resource) when { \"a };", "1:44 The string that begins here does not end: its closing quotation mark is missing.")]
    [InlineData("permit(principal, action, resource) when { \"\\q\" == \"\" };", "1:44 There is no escape \\q in a string.")]
    [InlineData("permit(principal, action, resource) when { 6 / 2 == 3 };", "1:46 Cedar has no operator '/'.")]
    [InlineData("permit(principal, action, resource) when { };", "1:44 An expression is expected here, and there is '}'.")]
    [InlineData("permit(principal, action, resource) when { if true then 1 };", "1:59 'else' is expected here, and there is '}'.")]
    [InlineData("@a @a permit(principal, action, resource);", "1:5 The annotation 'a' stands on this policy twice.")]
    [InlineData("permit(principal, action, resource) when { 1 == 1 # 2 };", "1:51 '#' does not belong here.")]
    public void What_is_wrong_is_told_with_its_place(string text, string problem) => Problem(text).ShouldBe(problem);

    [Fact]
    public void Each_wrong_policy_of_a_text_is_told_of()
    {
        var problems = PolicySet.Parse("permit(principal);\npermit(principal, action, resource);\nforbid(principal, action, resource) when { 1 + };").Problems;

        problems.Select(problem => (problem.PolicyId, problem.At.Line)).ShouldBe([("policy0", 1), ("policy2", 3)]);
    }

    [Theory]
    [InlineData("\"\\n\\r\\t\\\\\\0\\'\\\"\" == \"\\u{a}\\u{0d}\\x09\\u{5c}\\u{0}\\x27\\x22\"", "true")]
    [InlineData("\"\\u{1F511}\" == \"🔑\"", "true")]
    [InlineData("\"🔑x\" like \"🔑*\"", "true")]
    [InlineData("\"a*b\" like \"a\\*b\"", "true")]
    [InlineData("\"axb\" like \"a\\*b\"", "false")]
    [InlineData("\"axxb\" like \"a*\\u{2a}b\"", "true")]
    public void Strings_have_escapes_and_patterns_wildcards(string condition, string outcome) => Condition(condition).ShouldBe(outcome);

    [Theory]
    [InlineData("\"\\u{d800}\" == \"\"")]
    [InlineData("\"\\u{110000}\" == \"\"")]
    [InlineData("\"\\u{_1}\" == \"\"")]
    [InlineData("\"\\x80\" == \"\"")]
    [InlineData("\"\\u{}\" == \"\"")]
    public void What_is_no_character_is_refused(string condition) =>
        PolicySet.Parse($"permit(principal, action, resource) when {{ {condition} }};").Value.ShouldBeNull();

    [Fact]
    public void A_name_of_very_many_parts_is_read_at_once()
    {
        var type = string.Join("::", Enumerable.Repeat("a", 300_000));

        Set($"permit(principal is {type}, action, resource);").Policies.Count.ShouldBe(1);
    }

    [Fact]
    public void One_policy_is_read_with_an_id_and_no_second()
    {
        PolicySet.ParseOne("mine", "permit(principal, action, resource);").Value!.Id.ShouldBe("mine");
        PolicySet.ParseOne("mine", "").Problems.ShouldHaveSingleItem().PolicyId.ShouldBe("mine");
        PolicySet.ParseOne("mine", "permit(principal, action, resource);\npermit(principal, action, resource);").Problems.ShouldHaveSingleItem().At.ShouldBe(new(2, 1));
    }
}
