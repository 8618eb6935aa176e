using System.ComponentModel.DataAnnotations;
using System.Net;
using System.Net.Sockets;

namespace Holdfast.Modules.Tickets;

/// <summary>What people may attach to tickets, and what looks into it.</summary>
internal sealed class TicketsOptions : IValidatableObject
{
    private const string Unix = "unix:";

    /// <summary>Where ClamAV's daemon listens, <c>host:port</c> or <c>unix:/path</c>; empty: there is no scanner, and attachments are given out as UNSCANNED.</summary>
    public string ClamdAddress { get; init; } = "";

    /// <summary>How long the scanner may take for one attachment.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan ScanTime { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>How often an attachment is shown to the scanner before it counts as FAILED.</summary>
    [Range(1, 20)]
    public int ScanAttempts { get; init; } = 5;

    /// <summary>How long after a failed attempt the next is made; each further one waits twice as long.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "01:00:00")]
    public TimeSpan ScanPause { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How many bytes of attachments one tenant may have, where its plan says nothing else.</summary>
    [Range(typeof(long), "1", "1000000000000000")]
    public long AttachmentBytes { get; init; } = 1024L * 1024 * 1024;

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) =>
        ClamdAddress.Length == 0 || Clamd() is not null ? [] : [new ValidationResult("ClamdAddress is host:port or unix:/path.", [nameof(ClamdAddress)])];

    /// <summary>Where the scanner listens; null when there is none.</summary>
    public EndPoint? Clamd()
    {
        if (ClamdAddress.StartsWith(Unix, StringComparison.Ordinal))
        {
            var path = ClamdAddress[Unix.Length..];
            return path.StartsWith('/') && path.Length < 100 ? new UnixDomainSocketEndPoint(path) : null;
        }

        var colon = ClamdAddress.LastIndexOf(':');
        return colon > 0 && ushort.TryParse(ClamdAddress.AsSpan(colon + 1), out var port) && port > 0
            ? new DnsEndPoint(ClamdAddress[..colon].Trim('[', ']'), port)
            : null;
    }
}
