namespace Holdfast.Modules.Fleet.Protocol;

/// <summary>The three addresses of a sensor.</summary>
public static class SensorRoutes
{
    /// <summary>POST <see cref="EnrollRequest"/>; 201 <see cref="EnrollResponse"/>. The enrolment token is the only credential.</summary>
    public const string Enroll = "/api/sensors/enroll";

    /// <summary>POST without a body, with an assertion; 200 <see cref="CredentialsResponse"/>.</summary>
    public const string Credentials = "/api/sensors/credentials";

    /// <summary>POST <c>application/x-ndjson</c>, <c>Content-Encoding: gzip</c>, with an assertion: one document a line; 200 <see cref="IngestResponse"/>.</summary>
    public const string Ingest = "/api/sensors/ingest";
}

/// <summary>Codes of problems on which the sensor decides.</summary>
public static class SensorProblemCodes
{
    /// <summary>410: the device was removed. The sensor stops collecting.</summary>
    public const string Removed = "sensor.removed";

    /// <summary>A line of an ingest body or a message is larger than <see cref="SensorLimits.MaxDocumentBytes"/>.</summary>
    public const string DocumentTooLarge = "sensor.document_too_large";

    /// <summary>Not JSON, or not of the schema's shape.</summary>
    public const string DocumentMalformed = "sensor.document_malformed";

    /// <summary>A schema that this server does not know.</summary>
    public const string SchemaUnknown = "sensor.schema_unknown";

    /// <summary>Of the right shape, but beyond a limit or contradicting itself.</summary>
    public const string DocumentInvalid = "sensor.document_invalid";

    /// <summary>Its time lies further ahead than <see cref="SensorLimits.MaxClockAhead"/>.</summary>
    public const string ClockAhead = "sensor.clock_ahead";
}

/// <summary>A machine asks to become a device.</summary>
/// <param name="Token">The enrolment token.</param>
/// <param name="PublicKey">SubjectPublicKeyInfo of the machine's P-256 key, DER in base64.</param>
/// <param name="Hostname">As the machine calls itself.</param>
/// <param name="MachineId">See <see cref="SystemFacts"/>.</param>
/// <param name="OsName">See <see cref="SystemFacts"/>.</param>
/// <param name="OsVersion">See <see cref="SystemFacts"/>.</param>
/// <param name="Architecture">See <see cref="SystemFacts"/>.</param>
/// <param name="SensorVersion">The sensor's own version.</param>
/// <param name="Proof">See <see cref="EnrollmentProof"/>.</param>
public sealed record EnrollRequest(
    string Token, string PublicKey, string Hostname, string MachineId, string OsName, string OsVersion, string Architecture, string SensorVersion, string Proof);

/// <summary>The machine is a device now.</summary>
/// <param name="TenantId">Whose.</param>
/// <param name="DeviceId">Its id.</param>
/// <param name="GroupId">The token's group.</param>
/// <param name="Messaging">How to log in to NATS; null when this server offers none.</param>
/// <param name="ServerTime">By the server's clock.</param>
public sealed record EnrollResponse(Guid TenantId, Guid DeviceId, Guid GroupId, MessagingAccess? Messaging, DateTimeOffset ServerTime);

/// <summary>How to log in to NATS.</summary>
/// <param name="Urls"><c>nats://</c> or <c>tls://</c>, tried in turn.</param>
/// <param name="Jwt">A bearer user JWT that allows this device's subjects only. A secret.</param>
/// <param name="ExpiresAt">When the JWT ends; the sensor asks for another one before.</param>
/// <param name="InboxPrefix">The prefix of this device's reply subjects, e.g. <c>_INBOX.{device}</c>.</param>
public sealed record MessagingAccess(IReadOnlyList<string> Urls, string Jwt, DateTimeOffset ExpiresAt, string InboxPrefix)
{
    /// <summary>Says where, never the JWT.</summary>
    public override string ToString() => string.Join(", ", Urls);
}

/// <summary>A fresh log-in.</summary>
/// <param name="Messaging">Null when this server offers no NATS.</param>
public sealed record CredentialsResponse(MessagingAccess? Messaging);

/// <summary>What became of the documents in a body. The server has committed what it counts here.</summary>
/// <param name="CommittedSeq">As in <see cref="AckMessage"/>.</param>
/// <param name="Accepted">Stored now.</param>
/// <param name="Duplicates">Stored before.</param>
/// <param name="Rejected">Kept as dead letters; the sensor does not send them again.</param>
public sealed record IngestResponse(long CommittedSeq, int Accepted, int Duplicates, IReadOnlyList<RejectedDocument> Rejected);

/// <summary>A document that was not stored.</summary>
/// <param name="Id">Its id, where that could be read.</param>
/// <param name="Line">Its line in the body, from 1.</param>
/// <param name="Code">One of <see cref="SensorProblemCodes"/>.</param>
/// <param name="Detail">One sentence for a person.</param>
public sealed record RejectedDocument(Guid? Id, int Line, string Code, string Detail);

/// <summary>What the sensor reads of an RFC 9457 problem.</summary>
/// <param name="Code">Stable; decides.</param>
/// <param name="Title">For people.</param>
/// <param name="Detail">For people.</param>
public sealed record SensorProblem(string? Code, string? Title, string? Detail);
