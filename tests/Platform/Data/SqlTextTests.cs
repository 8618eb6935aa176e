using Holdfast.Platform.Data;

namespace Holdfast.Tests.Platform.Data;

/// <summary>Texts of statements: those of constants are the same object each time, those whose shape somebody chooses are not kept.</summary>
public sealed class SqlTextTests
{
    [Fact]
    public void A_constant_statement_has_one_text()
    {
        Made(Sql.Constant("true")).Text.ShouldBeSameAs(Made(Sql.Constant("true")).Text);
        Made(Sql.Constant("true")).Text.ShouldBe("select $1 where true and $2");
    }

    [Fact]
    public void What_somebody_chooses_the_shape_of_is_made_anew_with_all_that_it_is_part_of()
    {
        var (one, other) = (Made(Sql.OneOff($"not ({3})")).Text, Made(Sql.OneOff($"not ({3})")).Text);
        one.ShouldBe("select $1 where not ($2) and $3");
        one.ShouldBe(other);
        one.ShouldNotBeSameAs(other);
    }

    private static Sql Made(Sql condition) => $"select {1} where {condition} and {2}";
}
