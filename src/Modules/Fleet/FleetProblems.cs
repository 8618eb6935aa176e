using Holdfast.Modules.Fleet.Protocol;
using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Fleet;

/// <summary>What can stand in the way in this module.</summary>
internal static class FleetProblems
{
    public static Problem DeviceNotFound { get; } = new(ProblemKind.NotFound, "device.not_found", "There is no such device.");

    public static Problem InventoryNotFound { get; } = new(ProblemKind.NotFound, "inventory.not_found", "There is no inventory of such a device.");

    public static Problem FindingNotFound { get; } = new(ProblemKind.NotFound, "finding.not_found", "There is no such finding.");

    public static Problem TokenNotFound { get; } = new(ProblemKind.NotFound, "enrollment_token.not_found", "There is no such enrolment token.");

    public static Problem NodeNotFound { get; } = new(ProblemKind.NotFound, "health.not_found", "There is no such tenant, organization, group or device.");

    public static Problem UnknownGroup { get; } = Problem.OfField("device.unknown_group", "groupId", "There is no such group.");

    public static Problem BadName { get; } = Problem.OfField("device.bad_name", "name", "A name has 1 to 100 characters and no control characters.");

    public static Problem NothingToChange { get; } = new(ProblemKind.Invalid, "device.nothing_to_change", "Give a name, a groupId or both.");

    public static Problem BadLifetime { get; } =
        Problem.OfField("enrollment_token.bad_lifetime", "expiresInMinutes", "expiresInMinutes is 1 to 43200 (30 days).");

    public static Problem BadUses { get; } = Problem.OfField("enrollment_token.bad_uses", "maxUses", "maxUses is 1 to 1000.");

    /// <summary>One answer for a token that is wrong, expired, revoked or used up: it says nothing of tokens that exist.</summary>
    public static Problem TokenRefused { get; } =
        new(ProblemKind.Unauthenticated, "enrollment.token_refused", "The enrolment token is wrong, expired, revoked or used up.");

    public static Problem BadPublicKey { get; } =
        Problem.OfField("enrollment.bad_public_key", "publicKey", "publicKey is a P-256 key as SubjectPublicKeyInfo, DER, in base64.");

    public static Problem BadProof { get; } = Problem.OfField("enrollment.bad_proof", "proof", "The proof is not of this key and this token.");

    public static Problem BadMachine(string field) =>
        Problem.OfField("enrollment.bad_machine", field, $"{field} has 1 to {SensorLimits.MaxNameCharacters} characters and no control characters.");

    public static Problem EnrolledMeanwhile { get; } =
        new(ProblemKind.Conflict, "enrollment.enrolled_meanwhile", "The same machine has enrolled just now; try again.");

    public static Problem SensorRefused { get; } = new(ProblemKind.Unauthenticated, "sensor.assertion_refused", "The assertion is not of a device here, or not of now.");

    public static Problem SensorReplayed { get; } = new(ProblemKind.Unauthenticated, "sensor.assertion_replayed", "This assertion was used already; sign a new one.");

    public static Problem SensorCrowded { get; } =
        new(ProblemKind.Unavailable, "sensor.crowded", "Too many assertions are in use.", RetryAfter: TimeSpan.FromSeconds(30));

    public static Problem SensorRemoved { get; } = new(ProblemKind.Gone, SensorProblemCodes.Removed, "This device was removed.");

    public static Problem IngestMedia { get; } =
        new(ProblemKind.UnsupportedMedia, "ingest.media", "Send application/x-ndjson, as it is or with Content-Encoding gzip.");

    public static Problem IngestBroken { get; } = new(ProblemKind.Invalid, "ingest.broken", "The body is not gzip.");

    public static Problem IngestTooLarge { get; } = new(
        ProblemKind.TooLarge,
        "ingest.too_large",
        $"A body holds at most {SensorLimits.MaxIngestDocuments} documents and {SensorLimits.MaxIngestBytes} bytes after decompression.");

    public static Problem IngestUnavailable { get; } =
        new(ProblemKind.Unavailable, "ingest.unavailable", "The broker is away for the moment; nothing was stored.", RetryAfter: TimeSpan.FromSeconds(10));

    public static Problem BadRange { get; } = Problem.OfField("metrics.bad_range", "from", "from lies before to, and at most 31 days before it.");
}
