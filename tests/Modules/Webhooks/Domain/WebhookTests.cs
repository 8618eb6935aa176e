using Holdfast.Modules.Webhooks.Contracts;
using Holdfast.Modules.Webhooks.Domain;
using Holdfast.Platform.Kernel;

namespace Holdfast.Tests.Modules.Webhooks.Domain;

public sealed class WebhookTests
{
    private readonly Webhook webhook = new(
        Id.New<WebhookId>(TimeProvider.System), "https://example.com/", "", ["*"], new DeliveryPolicy(5, 10, 60), WebhookStatus.Active, null, [], 1,
        DateTimeOffset.UnixEpoch, ScopePath.Tenant, WebhookHealth.Untried);

    [Fact]
    public void Disabling_says_why_and_happens_once()
    {
        webhook.Disable(DisabledReason.Gone).ShouldBeTrue();
        (webhook.IsActive, webhook.DisabledReason, webhook.Version).ShouldBe((false, DisabledReason.Gone, 2));
        webhook.Disable(DisabledReason.ByUser).ShouldBeFalse();
        webhook.DisabledReason.ShouldBe(DisabledReason.Gone);
    }

    [Fact]
    public void Enabling_forgets_why_it_was_disabled()
    {
        webhook.Disable(DisabledReason.Gone);
        webhook.Enable();
        (webhook.IsActive, webhook.DisabledReason).ShouldBe((true, null));
    }
}
