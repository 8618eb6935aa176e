namespace Holdfast.Modules.Integrations.Contracts.Ocsf;

/// <summary>
/// What a product's document says, in one form for all products. Classes and fields have the names of the Open Cybersecurity Schema Framework
/// (OCSF 1.x) where it has them; times are UTC, addresses canonical, severities by table. What a document does not say is null or empty.
/// </summary>
public abstract record OcsfRecord
{
    private protected OcsfRecord()
    {
    }

    /// <summary>OCSF's number of the class.</summary>
    public abstract int ClassUid { get; }
}

/// <summary>OCSF <c>severity_id</c>, the least first.</summary>
public enum SeverityId
{
    /// <summary>The product does not say, or in no word that is known.</summary>
    Unknown,

    /// <summary>Worth knowing.</summary>
    Informational,

    /// <summary>When there is time.</summary>
    Low,

    /// <summary>This week.</summary>
    Medium,

    /// <summary>Today.</summary>
    High,

    /// <summary>Now.</summary>
    Critical,

    /// <summary>Harm is done.</summary>
    Fatal,
}

/// <summary>OCSF <c>status_id</c> of a finding.</summary>
public enum FindingStatus
{
    /// <summary>The product keeps no state of it.</summary>
    Unknown,

    /// <summary>Nobody has looked at it there.</summary>
    New,

    /// <summary>Somebody works on it there.</summary>
    InProgress,

    /// <summary>It is silenced there.</summary>
    Suppressed,

    /// <summary>It is over there.</summary>
    Resolved,
}

/// <summary>OCSF <c>disposition_id</c>: what the product did about it.</summary>
public enum Disposition
{
    /// <summary>It does not say.</summary>
    Unknown,

    /// <summary>It let it pass.</summary>
    Allowed,

    /// <summary>It stopped it.</summary>
    Blocked,

    /// <summary>It put it away.</summary>
    Quarantined,
}

/// <summary>OCSF observable types that Holdfast works with: in alerts, on tickets, in playbooks.</summary>
public enum ObservableType
{
    /// <summary>A host's name, lower case.</summary>
    Hostname,

    /// <summary>An IPv4 or IPv6 address in canonical form (RFC 5952), without port and zone.</summary>
    IpAddress,

    /// <summary>A MAC address, lower case with colons.</summary>
    MacAddress,

    /// <summary>The name of an account, as the product writes it.</summary>
    UserName,

    /// <summary>A mail address, lower case, its domain in Punycode.</summary>
    EmailAddress,

    /// <summary>An absolute http, https or ftp address, its host in Punycode, without the part after #.</summary>
    UrlString,

    /// <summary>MD5, SHA-1, SHA-256, SHA-384 or SHA-512 in lower case hexadecimal digits.</summary>
    Hash,

    /// <summary>A domain name, lower case, in Punycode.</summary>
    DomainName,
}

/// <summary>Something by which documents of different products can be seen to be about one thing.</summary>
/// <param name="Type">What it is.</param>
/// <param name="Value">In the form that its type says, at most 2,000 characters.</param>
public sealed record Observable(ObservableType Type, string Value);

/// <summary>OCSF <c>endpoint</c> and <c>device</c>: a machine.</summary>
public sealed record Endpoint
{
    /// <summary>The product's own id for it.</summary>
    public string? Uid { get; init; }

    /// <summary>What people call it there.</summary>
    public string? Name { get; init; }

    /// <summary>Its host name.</summary>
    public string? Hostname { get; init; }

    /// <summary>Its addresses, canonical.</summary>
    public IReadOnlyList<string> Ip { get; init; } = [];

    /// <summary>Its MAC address.</summary>
    public string? Mac { get; init; }

    /// <summary>A port, where an end of a connection is meant.</summary>
    public int? Port { get; init; }

    /// <summary>Its operating system with version, or its model's firmware.</summary>
    public string? Os { get; init; }

    /// <summary>What it is: firewall, switch, server.</summary>
    public string? Type { get; init; }

    /// <summary>Its serial number.</summary>
    public string? SerialNumber { get; init; }
}

/// <summary>OCSF <c>analytic</c>: the rule that found something.</summary>
/// <param name="Uid">The product's id of the rule.</param>
/// <param name="Name">Its name.</param>
public sealed record Analytic(string? Uid, string? Name);

/// <summary>OCSF <c>attack</c>: a technique of MITRE ATT&amp;CK.</summary>
/// <param name="Technique">T and digits: T1110.001.</param>
/// <param name="Tactic">Its tactic's name; null when not said.</param>
public sealed record Attack(string Technique, string? Tactic);
