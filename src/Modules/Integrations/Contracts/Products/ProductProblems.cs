using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Integrations.Contracts.Products;

/// <summary>What is wrong with settings that all connectors have.</summary>
internal static class ProductProblems
{
    public static Problem BadFingerprint { get; } =
        Problem.OfField("integration.bad_fingerprint", "settings.certificateSha256", "64 hexadecimal digits, with colons between pairs or without.");
}
