using System.Security.Cryptography;
using System.Text;
using Holdfast.Modules.Fleet.Contracts;
using Holdfast.Modules.Integrations.Contracts;
using Holdfast.Modules.Integrations.Contracts.Ocsf;
using Holdfast.Modules.Tickets.Contracts;
using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Tickets.Domain.Rules;

/// <summary>From where a signal comes.</summary>
internal enum SignalSource
{
    /// <summary>An outside product's alert.</summary>
    Alert,

    /// <summary>A finding of the platform's own.</summary>
    Finding,
}

/// <summary>An alert or a finding, as rules see it: <c>At</c> is when it was said here.</summary>
internal sealed record TicketSignal(SignalSource Source, Guid Id, string Title, TicketSeverity Severity, ScopePath Place, DateTimeOffset At)
{
    /// <summary>When it happened, where that is another time.</summary>
    public DateTimeOffset? HappenedAt { get; init; }

    /// <summary>The connector's key; null of a finding.</summary>
    public string? Connector { get; init; }

    /// <summary>Through which integration; null of a finding.</summary>
    public Guid? Integration { get; init; }

    /// <summary>What found it; null of an alert.</summary>
    public string? FindingRule { get; init; }

    /// <summary>On which device of ours; null when none is known.</summary>
    public Guid? Device { get; init; }

    /// <summary>How often it has begun.</summary>
    public int Occurrences { get; init; } = 1;

    /// <summary>What it has in common with others.</summary>
    public IReadOnlyList<Observable> Observables { get; init; } = [];

    /// <summary>What is the same again: the SHA-256 of the same words from the same place about the same device.</summary>
    public string Key => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{Integration?.ToString() ?? FindingRule}\n{Device}\n{Title}")));

    public static TicketSignal Of(AlertReceived alert, ScopePath place, DateTimeOffset at) => new(SignalSource.Alert, alert.Alert.Value, alert.Title, SeverityOf(alert.Severity), place, at)
    {
        HappenedAt = alert.HappenedAt,
        Connector = alert.Connector,
        Integration = alert.Integration.Value,
        Device = alert.Device?.Value,
        Occurrences = alert.Occurrences,
        Observables = alert.Observables,
    };

    public static TicketSignal Of(FindingRaised finding, ScopePath place, DateTimeOffset at) => new(SignalSource.Finding, finding.Finding.Value, finding.Title, SeverityOf(finding.Severity), place, at)
    {
        FindingRule = finding.Rule,
        Device = finding.Device.Value,
    };

    private static TicketSeverity SeverityOf(SeverityId severity) => severity switch
    {
        SeverityId.Critical or SeverityId.Fatal => TicketSeverity.Critical,
        SeverityId.High => TicketSeverity.High,
        SeverityId.Medium => TicketSeverity.Medium,
        _ => TicketSeverity.Low,
    };

    private static TicketSeverity SeverityOf(FindingSeverity severity) => severity switch
    {
        FindingSeverity.Critical => TicketSeverity.Critical,
        FindingSeverity.High => TicketSeverity.High,
        FindingSeverity.Medium => TicketSeverity.Medium,
        _ => TicketSeverity.Low,
    };
}
