using System.Text.Json;
using Holdfast.Modules.Integrations.Contracts;
using Holdfast.Modules.Integrations.Domain;
using Holdfast.Platform.Kernel;
using Holdfast.Modules.Vault.Contracts;

namespace Holdfast.Tests.Modules.Integrations.Domain;

public sealed class IntegrationTests
{
    private static readonly DateTimeOffset Now = DateTimeOffset.Parse("2026-03-01T10:00:00Z");
    private static readonly SecretPointer Secret = new(new SecretRef("local", "integrations/x", 1), Now);
    private readonly Integration tested = Integration.Found("grafana", " Main ", Settings("a"), ScopePath.Tenant, TimeProvider.System).Change("Main", Settings("a"), Secret).Tested(ConnectionCheck.Works("fine"), Now);

    [Fact]
    public void A_new_one_is_untested_and_its_name_is_trimmed()
    {
        var made = Integration.Found("grafana", " Main ", Settings("a"), ScopePath.Tenant, TimeProvider.System);
        (made.Name, made.Status, made.Version).ShouldBe(("Main", IntegrationStatus.Untested, 1L));
    }

    [Fact]
    public void Another_name_keeps_what_the_test_said()
    {
        var renamed = tested.Change("Other", Settings("a"), Secret);
        (renamed.Name, renamed.Status, renamed.LastTestedAt, renamed.Version).ShouldBe(("Other", IntegrationStatus.Ok, (DateTimeOffset?)Now, tested.Version + 1));
    }

    [Fact]
    public void Other_settings_or_another_secret_are_untested()
    {
        tested.Change("Main", Settings("b"), Secret).Status.ShouldBe(IntegrationStatus.Untested);
        tested.Change("Main", Settings("a"), Secret with { SetAt = Now.AddSeconds(1) }).Status.ShouldBe(IntegrationStatus.Untested);
    }

    [Fact]
    public void A_failed_test_says_why_and_a_good_one_clears_it()
    {
        var failing = tested.Tested(ConnectionCheck.Fails("x.y", "It broke."), Now);
        (failing.Status, failing.LastError).ShouldBe((IntegrationStatus.Failing, "It broke."));
        failing.Tested(ConnectionCheck.Works("fine"), Now).LastError.ShouldBeNull();
    }

    [Theory]
    [InlineData("Grafana Süd", true)]
    [InlineData("", false)]
    [InlineData("   ", false)]
    [InlineData("a\tb", false)]
    public void A_name_is_for_people(string name, bool good) => (Integration.CheckName(name) is null).ShouldBe(good);

    private static JsonElement Settings(string url) => JsonSerializer.SerializeToElement(new { url });
}
