namespace Holdfast.Modules.Tickets.Scanning;

/// <summary>What a scanner says of a content.</summary>
internal enum ScanVerdict
{
    /// <summary>Nothing was found in it.</summary>
    Clean,

    /// <summary>Something was found in it.</summary>
    Infected,

    /// <summary>The scanner did not look at all of it, so nothing is known.</summary>
    Failed,
}

/// <param name="Verdict">What the scanner says.</param>
/// <param name="Detail">What was found, or why nothing is known; empty when clean.</param>
/// <param name="Again">Whether asking once more can help.</param>
internal sealed record ScanOutcome(ScanVerdict Verdict, string Detail, bool Again = false);

/// <summary>Looks into what people attach. It never throws for what the scanner does: no answer is an answer, FAILED.</summary>
internal interface IAttachmentScanner
{
    Task<ScanOutcome> Scan(Stream content, CancellationToken ct);
}
