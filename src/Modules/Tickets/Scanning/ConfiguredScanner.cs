using Microsoft.Extensions.Options;

namespace Holdfast.Modules.Tickets.Scanning;

/// <summary>The scanner of this installation, where it has one.</summary>
internal sealed class ConfiguredScanner(IOptions<TicketsOptions> options, TimeProvider time)
{
    /// <summary>Null when there is none.</summary>
    public IAttachmentScanner? Scanner { get; } = options.Value.Clamd() is { } address ? new ClamdScanner(address, options.Value.ScanTime, time) : null;
}
