namespace Holdfast.Hosts.Sensor.Logs;

/// <summary>How far a file has been read.</summary>
/// <param name="File">Which file it was.</param>
/// <param name="Offset">Behind the last whole line.</param>
/// <param name="HeadLength">How many of its first bytes <paramref name="HeadChecksum"/> covers.</param>
/// <param name="HeadChecksum">Tells a file that was emptied and written anew, whose inode is the same.</param>
internal sealed record LogPosition(string File, long Offset, int HeadLength, uint HeadChecksum);

/// <summary>positions.json: where reading goes on after a restart.</summary>
internal sealed record LogPositions
{
    /// <summary>By path.</summary>
    public Dictionary<string, LogPosition> Files { get; init; } = new(StringComparer.Ordinal);

    /// <summary>The journal's cursor.</summary>
    public string? JournalCursor { get; set; }
}
