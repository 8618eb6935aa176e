using static Holdfast.Tests.Modules.Access.Policies.Asked;

namespace Holdfast.Tests.Modules.Access.Policies;

public class EvaluationTests
{
    [Theory]
    [InlineData("1 + 2 * 3 - 4 == 3", "true")]
    [InlineData("-2 - -3 == 1", "true")]
    [InlineData("9223372036854775807 + 1 == 0", "The result does not fit into 64 bits.")]
    [InlineData("-(-9223372036854775808) == 0", "The result does not fit into 64 bits.")]
    [InlineData("3037000500 * 3037000500 == 0", "The result does not fit into 64 bits.")]
    [InlineData("1 + \"a\" == 2", "A value of type long is needed here, and there is one of type string.")]
    [InlineData("1 == \"1\"", "false")]
    [InlineData("1 != true", "true")]
    [InlineData("2 <= 2 && 3 > 2 && !(3 >= 4) && 1 < 2", "true")]
    [InlineData("\"a\" < \"b\"", "Only two longs, two datetimes or two durations have an order; these are of types string and string.")]
    public void Numbers_and_comparisons(string condition, string outcome) => Condition(condition).ShouldBe(outcome);

    [Theory]
    [InlineData("true || 1", "true")]
    [InlineData("false && 1", "false")]
    [InlineData("false || 1", "A value of type bool is needed here, and there is one of type long.")]
    [InlineData("true && 1", "A value of type bool is needed here, and there is one of type long.")]
    [InlineData("if true then true else 1", "true")]
    [InlineData("(if false then 1 else 2) == 2", "true")]
    [InlineData("!1", "A value of type bool is needed here, and there is one of type long.")]
    public void What_is_not_needed_is_not_evaluated(string condition, string outcome) => Condition(condition).ShouldBe(outcome);

    [Theory]
    [InlineData("principal in Team::\"everyone\"", "true")]
    [InlineData("principal in [Team::\"other\", Team::\"staff\"]", "true")]
    [InlineData("principal in principal", "true")]
    [InlineData("User::\"nobody\" in Team::\"staff\"", "false")]
    [InlineData("principal in [Team::\"staff\", 1]", "Every member of the set has to be an entity; there is one of type long.")]
    [InlineData("principal is User", "true")]
    [InlineData("principal is User in Team::\"everyone\"", "true")]
    [InlineData("principal is Team in 1", "false")]
    [InlineData("resource in Folder::\"root\"", "true")]
    public void The_hierarchy_goes_up_all_levels(string condition, string outcome) => Condition(condition).ShouldBe(outcome);

    [Theory]
    [InlineData("principal.level == 3", "true")]
    [InlineData("principal[\"home\"].city == \"Zürich\"", "true")]
    [InlineData("resource.owner.name == \"Ann\"", "true")]
    [InlineData("principal.rank == 3", "User::\"ann\" has no attribute 'rank'.")]
    [InlineData("User::\"nobody\".level == 3", "Nothing is known about User::\"nobody\".")]
    [InlineData("context.mfa", "The record has no attribute 'mfa'.")]
    [InlineData("principal has home.city && !(principal has home.street) && !(principal has \"home city\")", "true")]
    [InlineData("User::\"nobody\" has level", "false")]
    [InlineData("resource has owner.home.city", "true")]
    [InlineData("1 has level", "A value of type record or entity is needed here, and there is one of type long.")]
    [InlineData("principal.hasTag(\"env\") && principal.getTag(\"env\") == \"prod\"", "true")]
    [InlineData("principal.hasTag(\"none\")", "false")]
    [InlineData("principal.getTag(\"none\") == 1", "User::\"ann\" has no tag 'none'.")]
    public void Attributes_and_tags(string condition, string outcome) => Condition(condition).ShouldBe(outcome);

    [Theory]
    [InlineData("[1, 2, 2, 1] == [2, 1]", "true")]
    [InlineData("[1, 2].containsAll([2, 2]) && [1, 2].containsAny([3, 2]) && ![1, 2].containsAny([])", "true")]
    [InlineData("[1, \"a\", {b: [3]}].contains({\"b\": [3, 3]})", "true")]
    [InlineData("resource.labels.contains(\"open\") && !resource.labels.isEmpty() && [].isEmpty()", "true")]
    [InlineData("[1].containsAll(1)", "A value of type set is needed here, and there is one of type long.")]
    [InlineData("{a: 1, b: {c: 2}} == {\"b\": {c: 2}, a: 1}", "true")]
    [InlineData("{a: 1}.a == 1 && {a: 1} != {a: 2}", "true")]
    public void Sets_and_records(string condition, string outcome) => Condition(condition).ShouldBe(outcome);

    [Fact]
    public void A_large_set_is_a_set_like_a_small_one()
    {
        var numbers = string.Join(", ", Enumerable.Range(0, 200));
        Condition($"[{numbers}].contains(199) && ![{numbers}].contains(200) && [{numbers}] == [{numbers}, 5]").ShouldBe("true");
    }
}
