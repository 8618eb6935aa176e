using Holdfast.Modules.Access.Policies;
using Holdfast.Modules.Access.Policies.Values;
using static Holdfast.Tests.Modules.Access.Policies.Asked;

namespace Holdfast.Tests.Modules.Access.Policies;

public class AuthorizerTests
{
    [Fact]
    public void Nothing_is_allowed_that_no_policy_permits()
    {
        var answer = Decide("permit(principal == User::\"bob\", action, resource);");

        (answer.Decision, answer.Determining.Count, answer.Failures.Count).ShouldBe((Decision.Deny, 0, 0));
    }

    [Fact]
    public void A_forbid_beats_every_permit_and_is_named()
    {
        var answer = Decide("permit(principal, action, resource); permit(principal in Team::\"staff\", action, resource); forbid(principal, action == Action::\"read\", resource in Folder::\"root\");");

        (answer.Decision, string.Join(' ', answer.Determining)).ShouldBe((Decision.Deny, "policy2"));
    }

    [Fact]
    public void All_satisfied_permits_are_named() =>
        Decide("permit(principal, action, resource); forbid(principal, action, resource) unless { true }; permit(principal is User, action, resource);").Determining.ShouldBe(["policy0", "policy2"]);

    [Fact]
    public void Of_many_policies_those_decide_whose_scope_fits_in_the_order_of_the_text()
    {
        var others = string.Concat(Enumerable.Range(0, 500).Select(at => $"permit(principal in Team::\"t{at}\", action, resource in Folder::\"f{at}\"); forbid(principal, action == Action::\"a{at}\", resource);"));

        Decide($"permit(principal, action in [Action::\"read\", Action::\"read\", Action::\"write\"], resource);{others}permit(principal in Team::\"everyone\", action, resource); permit(principal, action, resource in Folder::\"root\");").Determining
            .ShouldBe(["policy0", "policy1001", "policy1002"]);
    }

    [Fact]
    public void A_permit_that_fails_is_skipped_and_told_with_its_place()
    {
        var answer = Decide("permit(principal, action, resource);\npermit(principal, action, resource)\n  when { context.mfa };");

        answer.Decision.ShouldBe(Decision.Allow);
        answer.Determining.ShouldBe(["policy0"]);
        answer.Failures.ShouldBe([new("policy1", new(3, 10), "The record has no attribute 'mfa'.")]);
    }

    [Theory]
    [InlineData(FailedForbid.Skipped, Decision.Allow)]
    [InlineData(FailedForbid.Forbids, Decision.Deny)]
    public void A_forbid_that_fails_is_skipped_or_forbids(FailedForbid rule, Decision decision)
    {
        var answer = Decide("permit(principal, action, resource); forbid(principal, action, resource) unless { context.mfa };", forbid: rule);

        answer.Decision.ShouldBe(decision);
        answer.Determining.ShouldBe([decision == Decision.Deny ? "policy1" : "policy0"]);
        answer.Failures.ShouldHaveSingleItem().PolicyId.ShouldBe("policy1");
    }

    [Fact]
    public void A_template_decides_through_its_links_only()
    {
        var templates = Set("permit(principal in ?principal, action, resource == ?resource);");
        var request = new PolicyRequest(Ann, Read, Plan, RecordValue.Empty);
        var authorizer = new Authorizer(FailedForbid.Forbids);
        authorizer.Decide(templates, request, Office).Decision.ShouldBe(Decision.Deny);

        var linked = templates.Link("policy0", "staff-plan", new("Team", "staff"), Plan).Link("policy0", "other", new("Team", "other"), Plan);

        var answer = authorizer.Decide(linked, request, Office);
        (answer.Decision, answer.Determining.Single()).ShouldBe((Decision.Allow, "staff-plan"));
        Should.Throw<ArgumentException>(() => templates.Link("policy0", "half", new("Team", "staff"), null));
        Should.Throw<ArgumentException>(() => templates.Link("policy9", "none", null, null));
        Should.Throw<ArgumentException>(() => linked.Link("policy0", "other", Ann, Plan));
    }

    [Fact]
    public void Beyond_its_steps_a_decision_is_a_denial_whatever_came_before()
    {
        var sum = string.Join(" + ", Enumerable.Repeat("1", 500));
        var answer = Decide($"permit(principal, action, resource); forbid(principal, action, resource) when {{ {sum} == 0 }};", bounds: new() { Steps = 400 });

        (answer.Decision, answer.IsExhausted, answer.Determining.Count).ShouldBe((Decision.Deny, true, 0));
        Decide($"permit(principal, action, resource); forbid(principal, action, resource) when {{ {sum} == 0 }};").Decision.ShouldBe(Decision.Allow);
    }

    [Fact]
    public void Long_texts_and_patterns_cost_steps()
    {
        var text = new string('a', 50_000);
        var policies = $"permit(principal, action, resource) when {{ \"{text}\" like \"{string.Concat(Enumerable.Repeat("*a", 400))}b\" }};";

        Decide(policies, bounds: new() { Steps = 100_000 }).IsExhausted.ShouldBeTrue();
    }

    [Theory]
    [InlineData("(", ")")]
    [InlineData("[", "]")]
    [InlineData("!(", ")")]
    [InlineData("{a: ", "}")]
    [InlineData("if true then true else ", "")]
    public void Deep_nesting_is_refused_where_it_begins_to_be_too_deep(string open, string close)
    {
        var deep = PolicySet.Parse($"permit(principal, action, resource) when {{ {string.Concat(Enumerable.Repeat(open, 5_000))}true{string.Concat(Enumerable.Repeat(close, 5_000))} }};");

        deep.Problems.ShouldHaveSingleItem().Message.ShouldBe("The condition is nested too deeply: 100 levels are the most.");
    }

    [Fact]
    public void A_long_chain_is_not_deep() =>
        Condition(string.Join(" && ", Enumerable.Repeat("true", 20_000))).ShouldBe("true");

    [Fact]
    public void A_path_of_attributes_has_a_bound() =>
        PolicySet.Parse($"permit(principal, action, resource) when {{ principal{string.Concat(Enumerable.Repeat(".a", 500))} }};").Value.ShouldBeNull();

    [Fact]
    public void A_text_has_a_bound() =>
        PolicySet.Parse(new string(' ', 101), new() { TextLength = 100 }).Problems.ShouldHaveSingleItem().Message.ShouldBe("The text is too long: 100 characters are the most.");
}
