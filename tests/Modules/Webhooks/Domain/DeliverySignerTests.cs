using System.Security.Cryptography;
using System.Text;
using Holdfast.Modules.Webhooks.Domain;

namespace Holdfast.Tests.Modules.Webhooks.Domain;

public sealed class DeliverySignerTests
{
    private const string Body = """{"test": 2432232314}""";

    [Fact]
    public void The_published_vector_of_Standard_Webhooks_is_reproduced() =>
        DeliverySigner.Sign("msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, Body, "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
            .ShouldBe("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");

    [Fact]
    public void Several_secrets_give_several_signatures_with_spaces_between()
    {
        var (old, young) = (DeliverySigner.NewSecret(), DeliverySigner.NewSecret());
        DeliverySigner.Sign("id", 1, Body, old, young).ShouldBe($"{DeliverySigner.Sign("id", 1, Body, old)} {DeliverySigner.Sign("id", 1, Body, young)}");
    }

    [Fact]
    public void The_body_is_signed_as_UTF_8()
    {
        var secret = DeliverySigner.NewSecret();
        var expected = HMACSHA256.HashData(Convert.FromBase64String(secret["whsec_".Length..]), Encoding.UTF8.GetBytes("id.7.\u00e9\ud83d\ude00"));
        DeliverySigner.Sign("id", 7, "\u00e9\ud83d\ude00", secret).ShouldBe("v1," + Convert.ToBase64String(expected));
    }

    [Fact]
    public void A_secret_is_32_random_bytes()
    {
        var secrets = Enumerable.Range(0, 100).Select(_ => DeliverySigner.NewSecret()).ToList();
        secrets.Distinct().Count().ShouldBe(100);
        secrets.ShouldAllBe(s => s.StartsWith("whsec_", StringComparison.Ordinal) && Convert.FromBase64String(s.Substring(6)).Length == 32);
    }
}
