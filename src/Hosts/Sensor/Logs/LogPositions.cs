namespace Holdfast.Hosts.Sensor.Logs;

/// <summary>How far a file has been read.</summary>
/// <param name="File">Which file it was.</param>
/// <param name="Offset">Behind the last whole line.</param>
/// <param name="AnchorLength">How many of the bytes before <paramref name="Offset"/> <paramref name="Anchor"/> covers.</param>
/// <param name="Anchor">Their checksum. It tells a file that was emptied and written anew, whose inode is the same.</param>
internal sealed record LogPosition(string File, long Offset, int AnchorLength, uint Anchor)
{
    /// <summary>There was no file: one that is there now came into being since, and is read from its start.</summary>
    public static LogPosition NoFile { get; } = new("", 0, 0, 0);
}

/// <summary>positions.json: where reading goes on after a restart.</summary>
internal sealed record LogPositions
{
    /// <summary>By path.</summary>
    public Dictionary<string, LogPosition> Files { get; init; } = new(StringComparer.Ordinal);

    /// <summary>The journal's cursor.</summary>
    public string? JournalCursor { get; set; }

    /// <summary>When the entry before the cursor was logged: where reading goes on if the cursor is refused.</summary>
    public DateTimeOffset? JournalAt { get; set; }
}
