using System.Text;
using Holdfast.Modules.Access.Provisioning.Filters;

namespace Holdfast.Tests.Modules.Access.Provisioning.Filters;

/// <summary>Filters as texts.</summary>
public sealed class FilterParserTests
{
    // The examples of RFC 7644, 3.4.2.2 are among them.
    [Theory]
    [InlineData("userName eq \"bjensen\"", "userName eq \"bjensen\"")]
    [InlineData("name.familyName co \"O'Malley\"", "name.familyName co \"O'Malley\"")]
    [InlineData("userName sw \"J\"", "userName sw \"J\"")]
    [InlineData("urn:ietf:params:scim:schemas:core:2.0:User:userName sw \"J\"", "urn:ietf:params:scim:schemas:core:2.0:User:userName sw \"J\"")]
    [InlineData("title pr", "title pr")]
    [InlineData("meta.lastModified gt \"2011-05-13T04:42:34Z\"", "meta.lastModified gt \"2011-05-13T04:42:34Z\"")]
    [InlineData("title pr and userType eq \"Employee\"", "(title pr) and (userType eq \"Employee\")")]
    [InlineData("title pr or userType eq \"Intern\"", "(title pr) or (userType eq \"Intern\")")]
    [InlineData("userType eq \"Employee\" and (emails co \"example.com\" or emails.value co \"example.org\")", "(userType eq \"Employee\") and ((emails co \"example.com\") or (emails.value co \"example.org\"))")]
    [InlineData("userType ne \"Employee\" and not (emails co \"example.com\")", "(userType ne \"Employee\") and (not (emails co \"example.com\"))")]
    [InlineData("userType eq \"Employee\" and emails[type eq \"work\" and value co \"@example.com\"]", "(userType eq \"Employee\") and (emails[(type eq \"work\") and (value co \"@example.com\")])")]
    [InlineData("a eq 1 or b eq 2 and c eq 3", "(a eq 1) or ((b eq 2) and (c eq 3))")]
    [InlineData("a eq 1 and b eq 2 or c eq 3", "((a eq 1) and (b eq 2)) or (c eq 3)")]
    [InlineData("not(a pr)and b PR", "(not (a pr)) and (b pr)")]
    [InlineData("NOT (a EQ True) OR b Eq nuLL", "(not (a eq true)) or (b eq null)")]
    [InlineData("  a   eq   -1.5e3  ", "a eq -1.5e3")]
    [InlineData("not eq \"x\" and and eq false", "(not eq \"x\") and (and eq false)")]
    [InlineData("a eq \"q\\\"b\\\\s\\/n\\nu\\u00e9\\ud83d\\ude00\"", "a eq \"q\\\"b\\\\s/n\\u000aué😀\"")]
    [InlineData("members.$ref ew \"x\"", "members.$ref ew \"x\"")]
    public void A_filter_is_read(string text, string means) => FilterParser.Parse(text).Value.ToString().ShouldBe(means);

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("userName")]
    [InlineData("userName eq")]
    [InlineData("userName eq x")]
    [InlineData("userName eq \"x")]
    [InlineData("userName eq \"x\\\"")]
    [InlineData("userName eq 'x'")]
    [InlineData("userName == \"x\"")]
    [InlineData("userName eq \"x\" and")]
    [InlineData("userName eq \"x\" \"y\"")]
    [InlineData("userName eq \"x\" or or a pr")]
    [InlineData("(userName pr")]
    [InlineData("userName pr)")]
    [InlineData("emails[type pr")]
    [InlineData("emails[]")]
    [InlineData("emails[type pr]]")]
    [InlineData("a.b.c pr")]
    [InlineData(".a pr")]
    [InlineData("a. pr")]
    [InlineData("1a pr")]
    [InlineData(":a pr")]
    [InlineData("urn: pr")]
    [InlineData("a eq 1.")]
    [InlineData("a eq --1")]
    [InlineData("a eq 1e999")]
    [InlineData("a eq \"\\u12\"")]
    [InlineData("a eq \"\\x\"")]
    [InlineData("a eq \"\\u0000\"")]
    [InlineData("a eq \"\\ud800\"")]
    [InlineData("a eq \"\\udc00\\ud800\"")]
    [InlineData("a eq \"\t\"")]
    [InlineData("a\teq 1")]
    [InlineData("not a pr")]
    [InlineData("ä pr")]
    [InlineData("userName eq \"x\"; drop table app_user")]
    [InlineData("userName eq \"x\" -- \"")]
    [InlineData("' or 1=1")]
    public void What_is_none_is_a_problem_that_says_where(string text)
    {
        var problem = FilterParser.Parse(text).Problem.ShouldNotBeNull();
        problem.Code.ShouldBe("provisioning.invalid_filter");
        problem.Detail.Length.ShouldBeLessThan(300);
    }

    [Fact]
    public void Length_depth_and_comparisons_are_bounded()
    {
        Fails($"a eq \"{new string('x', FilterParser.MaxLength)}\"");
        Fails(new string('(', 100_000));
        Fails(new string('(', 4000));
        Fails(string.Concat(Enumerable.Repeat("not (", 800)));
        Fails(string.Concat(Enumerable.Repeat("a[", 2000)));
        Fails(string.Join(" or ", Enumerable.Repeat("a pr", FilterParser.MaxTerms + 1)));
        Fails(Nested(FilterParser.MaxDepth + 1));
        FilterParser.Parse(Nested(FilterParser.MaxDepth)).Succeeded.ShouldBeTrue();
        FilterParser.Parse(string.Join(" or ", Enumerable.Repeat("a pr", FilterParser.MaxTerms))).Succeeded.ShouldBeTrue();

        static string Nested(int depth) => new string('(', depth) + "a pr" + new string(')', depth);

        static void Fails(string text) => FilterParser.Parse(text).Problem.ShouldNotBeNull().Code.ShouldBe("provisioning.invalid_filter");
    }

    [Fact]
    public void What_is_written_of_a_filter_is_read_as_the_same()
    {
        var random = new Random(20261130);
        for (var i = 0; i < 20_000; i++)
        {
            var filter = RandomFilter.Any(random, 4);
            var text = filter.ToString();
            FilterParser.Parse(text).Value.ShouldBe(filter, text);
        }
    }

    [Fact]
    public void Whatever_the_text_is_the_answer_is_a_filter_or_its_problem()
    {
        var random = new Random(7644);
        string[] pieces = ["(", ")", "[", "]", " ", "\"", "\\", "\\u", "d800", "not", "and", "or", "eq", "pr", "co", "userName", "emails", ".", ":", "urn:", "$ref", "1", "-", "e9", "true", "null", "\0", "é", "\ud800", "\n", "'", ";", "%", "*"];
        var read = 0;
        for (var i = 0; i < 50_000; i++)
        {
            var text = new StringBuilder();
            for (var n = random.Next(1, 12); n > 0; n--)
            {
                text.Append(random.Next(20) == 0 ? ((char)random.Next(0x10000)).ToString() : pieces[random.Next(pieces.Length)]);
                text.Append(random.Next(2) == 0 ? " " : "");
            }

            var filter = FilterParser.Parse(text.ToString());
            var path = FilterParser.ParsePath(text.ToString());
            (filter.Succeeded || filter.Problem.Code == "provisioning.invalid_filter").ShouldBeTrue();
            (path.Succeeded || path.Problem.Code == "provisioning.invalid_path").ShouldBeTrue();
            read += filter.Succeeded ? 1 : 0;
        }

        // A text that was broken in one place.
        for (var i = 0; i < 20_000; i++)
        {
            var text = RandomFilter.Any(random, 3).ToString()!;
            var at = random.Next(text.Length);
            var broken = random.Next(3) switch { 0 => text.Remove(at, 1), 1 => text.Insert(at, pieces[random.Next(pieces.Length)]), _ => text[..at] };
            var filter = FilterParser.Parse(broken);
            (filter.Succeeded || filter.Problem.Code == "provisioning.invalid_filter").ShouldBeTrue();
            read += filter.Succeeded ? 1 : 0;
        }

        read.ShouldBeGreaterThan(100);
    }

    [Theory]
    [InlineData("members", "members", null, null)]
    [InlineData("name.familyName", "name.familyName", null, null)]
    [InlineData("addresses[type eq \"work\"]", "addresses", "type eq \"work\"", null)]
    [InlineData("members[value eq \"2819c223-7f76-453a-919d-413861904646\"]", "members", "value eq \"2819c223-7f76-453a-919d-413861904646\"", null)]
    [InlineData("members[value eq \"2819c223-7f76-453a-919d-413861904646\"].displayName", "members", "value eq \"2819c223-7f76-453a-919d-413861904646\"", "displayName")]
    [InlineData("urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department", "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department", null, null)]
    public void A_path_is_read(string text, string attribute, string? which, string? part)
    {
        var path = FilterParser.ParsePath(text).Value;
        (path.Attribute.ToString(), path.Which?.ToString(), path.Part).ShouldBe((attribute, which, part));
    }

    [Theory]
    [InlineData("")]
    [InlineData("a.b.c")]
    [InlineData("a[b pr].")]
    [InlineData("a[b pr].c.d")]
    [InlineData("a[b pr]x")]
    [InlineData("a[b pr")]
    [InlineData("a pr")]
    [InlineData("/members")]
    public void What_is_no_path_is_a_problem(string text) => FilterParser.ParsePath(text).Problem.ShouldNotBeNull().Code.ShouldBe("provisioning.invalid_path");
}
