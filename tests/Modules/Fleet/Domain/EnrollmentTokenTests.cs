using Holdfast.Modules.Fleet.Domain;
using Holdfast.Modules.Tenancy.Contracts;

namespace Holdfast.Tests.Modules.Fleet.Domain;

public class EnrollmentTokenTests
{
    private static readonly DateTimeOffset Now = TimeProvider.System.GetUtcNow();

    [Fact]
    public void A_new_token_has_its_shape_and_only_its_hash_is_kept()
    {
        var (token, secret) = Issue(1);
        secret.ShouldMatch("^hfe_[0-9A-Za-z]{32}$");
        EnrollmentToken.HasShape(secret).ShouldBeTrue();
        token.Hash.ShouldBe(EnrollmentToken.HashOf(secret));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("hfe_short")]
    [InlineData("hfx_00000000000000000000000000000000")]
    [InlineData("hfe_0000000000000000000000000000000-")]
    [InlineData("hfe_0000000000000000000000000000000é")]
    public void Anything_else_is_no_token(string? text) => EnrollmentToken.HasShape(text).ShouldBeFalse();

    [Fact]
    public void It_is_good_for_its_uses_and_no_more()
    {
        var (token, _) = Issue(2);
        token.Use(again: false, Now).ShouldBeNull();
        token.Use(again: false, Now).ShouldBeNull();
        token.Use(again: false, Now)!.Code.ShouldBe("enrollment.token_refused");
        token.Uses.ShouldBe(2);
    }

    [Fact]
    public void A_machine_that_did_not_hear_the_answer_needs_no_second_use()
    {
        var (token, _) = Issue(1);
        token.Use(again: false, Now).ShouldBeNull();
        token.Use(again: true, Now).ShouldBeNull();
        token.Uses.ShouldBe(1);
    }

    [Fact]
    public void Expired_or_revoked_it_is_refused()
    {
        Issue(1).Token.Use(again: false, Now.AddHours(1)).ShouldNotBeNull();
        var (token, _) = Issue(1);
        token.Revoke(Now);
        token.Use(again: true, Now).ShouldNotBeNull();
    }

    private static (EnrollmentToken Token, string Secret) Issue(int uses) =>
        EnrollmentToken.Issue(new GroupSummary(new GroupId(Guid.CreateVersion7()), new OrganizationId(Guid.CreateVersion7()), "Group", "Organization"), TimeSpan.FromMinutes(30), uses, TimeProvider.System);
}
