using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Integrations;

/// <summary>What can stand in the way in this module.</summary>
internal static class IntegrationsProblems
{
    public static Problem NotFound { get; } = new(ProblemKind.NotFound, "integration.not_found", "There is no such integration.");

    public static Problem Exists { get; } = new(ProblemKind.Conflict, "integration.exists", "There is an integration with this name.");

    public static Problem UnknownPlace { get; } =
        new(ProblemKind.Invalid, "integration.unknown_place", "There is no such organization or group, or both were said.");

    public static Problem UnknownFeed { get; } = new(ProblemKind.NotFound, "integration.feed_not_found", "The integration reads no such thing.");

    public static Problem PushedFeed { get; } = new(ProblemKind.Conflict, "integration.feed_pushed", "What the product posts is not read.");

    public static Problem BadInterval { get; } = Problem.OfField("integration.bad_interval", "everySeconds", "5 seconds to 7 days.");

    public static Problem AlertNotFound { get; } = new(ProblemKind.NotFound, "alert.not_found", "There is no such alert.");

    public static Problem BadObservable { get; } = Problem.OfField("alert.bad_observable", "observable", "1 to 2,000 characters.");

    public static Problem ReceiverNotFound { get; } = new(ProblemKind.NotFound, "integration.receiver_not_found", "There is no such receiver.");

    public static Problem TooManyReceivers { get; } = new(ProblemKind.Conflict, "integration.too_many_receivers", "An integration has at most 10 receivers.");

    public static Problem DocumentTooLarge { get; } = new(ProblemKind.TooLarge, "integration.document_too_large", "The document is larger than the server takes.");

    public static Problem UnknownConnector { get; } =
        Problem.OfField("integration.unknown_connector", "connector", "There is no such connector; GET /api/connectors lists them.");

    public static Problem BadName { get; } = Problem.OfField("integration.bad_name", "name", "A name has 1 to 100 characters and no control characters.");

    public static Problem BadFields(IReadOnlyDictionary<string, string> fields) =>
        new(ProblemKind.Invalid, "integration.bad_fields", "Some settings or secrets are not as the connector describes them.", fields);

    public static Problem SecretNeeded(string setting) =>
        Problem.OfField("integration.secret_needed", "secret", $"The secret is sent to where '{setting}' says; to change it, send the secret again.");

    public static Problem UnknownAction(string field) =>
        Problem.OfField("action.unknown", field + ".action", "The integration's connector has no such action; GET /api/connectors lists them.");

    public static Problem UnknownRead { get; } = new(ProblemKind.Invalid, "integration.unknown_read", "The integration's connector reads no such thing.");

    public static Problem UnknownInbound { get; } = new(ProblemKind.Invalid, "integration.unknown_document", "The integration's connector takes no such document.");

    public static Problem BadParameters(IReadOnlyDictionary<string, string> fields) =>
        new(ProblemKind.Invalid, "action.bad_parameters", "Some parameters are not as the action describes them.", fields);
}
