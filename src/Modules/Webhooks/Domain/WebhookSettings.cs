using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Webhooks.Domain;

/// <summary>What may be said of an endpoint.</summary>
internal static class WebhookSettings
{
    public static Problem? CheckDescription(string? text) =>
        text is null || (text.Length <= 500 && !text.Any(char.IsControl)) ? null : WebhooksProblems.BadDescription;
}
