using Holdfast.Modules.Access.Policies.Schema;

namespace Holdfast.Tests.Modules.Access.Policies;

public class SchemaTests
{
    [Theory]
    [InlineData("entity A\nentity B;", "2:1 ';' is expected here, and there is 'entity'.")]
    [InlineData("entity A in [B];", "1:14 There is no entity type B.")]
    [InlineData("entity A { x: Strin };", "1:15 There is no type Strin.")]
    [InlineData("entity A { x: Long, x: Long };", "1:21 The attribute 'x' stands here twice.")]
    [InlineData("entity A; entity A;", "1:11 The entity type A stands here twice.")]
    [InlineData("type A = { b: B };\ntype B = Set<A>;", "1:15 The type B holds itself.")]
    [InlineData("type Long = String;", "1:1 There is a type Long already.")]
    [InlineData("action a in b;", "1:13 There is no action Action::\"b\" that 'a' could stand in.")]
    [InlineData("action a in b; action b in a;", "1:1 The action Action::\"a\" stands in itself.")]
    [InlineData("entity U; action a appliesTo { principal: U };", "1:30 appliesTo names principal and resource.")]
    [InlineData("entity U; action a appliesTo { principal: U, resource: U, context: U };", "1:68 A context is a record.")]
    [InlineData("entity A; namespace N { entity A; }", "1:25 A is declared outside of the namespace N already.")]
    [InlineData("namespace N {} namespace N {}", "1:26 The namespace N stands here twice.")]
    [InlineData("entity in;", "1:8 'in' is a word of the language and names nothing.")]
    public void What_is_wrong_is_told_with_its_place(string text, string problem)
    {
        var found = PolicySchema.Parse(text).Problems.ShouldHaveSingleItem();
        $"{found.At.Line}:{found.At.Column} {found.Message}".ShouldBe(problem);
    }

    [Fact]
    public void Annotations_optional_attributes_and_names_of_all_kinds_are_read()
    {
        var parsed = PolicySchema.Parse("""
            @doc("the whole")
            namespace A::B {
              type entity = { "odd name"?: __cedar::Long, @note type: Bool, };
              @doc entity E, F in [E] = { x: entity } tags Set<decimal>;
              action "read it", write appliesTo { principal: [E,F], resource: E, context: entity, };
              action x in [A::B::Action::"read it", "write"];
              entity Color enum ["red"];
            }
            """);

        parsed.Problems.ShouldBeEmpty();
    }
}
