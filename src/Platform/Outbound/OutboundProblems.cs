using Holdfast.Platform.Kernel;

namespace Holdfast.Platform.Outbound;

/// <summary>What is wrong with an address when it is configured. The code's area is the caller's.</summary>
internal static class OutboundProblems
{
    public static Problem BadUrl(string area, string field, string why) => Problem.OfField($"{area}.bad_url", field, why);

    public static Problem ForbiddenAddress(string area, string field) =>
        Problem.OfField($"{area}.forbidden_address", field, "The host's address is private or special; only the operator can allow it.");

    public static Problem BadCertificate(string area, string field) =>
        Problem.OfField($"{area}.bad_certificate", field, "Give one or more X.509 certificates in PEM form.");
}
