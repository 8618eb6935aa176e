using Holdfast.Modules.Access.Domain;

namespace Holdfast.Tests.Modules.Access.Domain;

public sealed class PasswordRulesTests
{
    [Fact]
    public void The_list_of_common_passwords_is_a_real_one() => LeakedPasswords.Listed().Distinct().Count().ShouldBeGreaterThanOrEqualTo(10_000);

    [Fact]
    public void Every_listed_password_that_is_long_enough_is_refused_and_with_digits_and_signs_behind_it_too()
    {
        var passed = LeakedPasswords.Listed()
            .SelectMany(p => p.Any(char.IsLetter) ? new[] { p, p + "2024!", p + "!!!!!!!!" } : [p, p + "!!!!!!!!"])
            .Where(p => p.Length is >= PasswordRules.MinLength and <= PasswordRules.MaxLength && PasswordRules.Check(p) is null);
        passed.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("green horses run far")]
    [InlineData("correct battery horse staples")]
    [InlineData("x7#kQ9!mZ2@pL5")]
    [InlineData("mi gato duerme en el tejado")]
    public void Unrelated_words_and_random_signs_will_do(string password) => PasswordRules.Check(password, "zaphod", "zaphod@example.test", "Acme").ShouldBeNull();

    [Theory]
    [InlineData("Zaphod-2024!!", "zaphod")]
    [InlineData("silverlaketowing1", "Silverlake Towing")]
    [InlineData("51lv3rl4k3t0w1ng", "Silverlake Towing")]
    [InlineData("ann.miller2024", "ann.miller@example.test")]
    public void A_password_made_of_an_own_name_will_not_do(string password, string own) => PasswordRules.Check(password, own)!.Code.ShouldBe("password.own_words");
}
