namespace Holdfast.Hosts.Sensor.Commands;

/// <summary>
/// Where the enrolment token comes from. On the command line every user of the machine can read it while the command runs, and the shell keeps it;
/// from standard input or a file nobody does.
/// </summary>
internal static class TokenInput
{
    private const int MaxCharacters = 1024;

    /// <summary>The token without surrounding white space: as given, for <c>-</c> the first line of the input, or the first line of the file.</summary>
    /// <exception cref="InvalidDataException">There is none, or more than one way was given.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static async Task<string> ReadAsync(string? token, string? file, TextReader input, CancellationToken ct)
    {
        if ((token is null) == (file is null))
        {
            throw new InvalidDataException("Give the enrolment token in one way: --token-file FILE, --token - for standard input, or --token TOKEN.");
        }

        if (token is not (null or "-"))
        {
            return token;
        }

        if (file is not null)
        {
            using var reader = new StreamReader(file);
            return await FirstLineAsync(reader, file, ct);
        }

        return await FirstLineAsync(input, "standard input", ct);
    }

    private static async Task<string> FirstLineAsync(TextReader reader, string where, CancellationToken ct)
    {
        // Not to the end: somebody who types it ends it with a newline.
        var text = new char[MaxCharacters];
        var length = 0;
        while (length < text.Length && !text.AsSpan(0, length).TrimStart().ContainsAny('\r', '\n') && await reader.ReadAsync(text.AsMemory(length), ct) is var read && read > 0)
        {
            length += read;
        }

        var line = text.AsSpan(0, length).TrimStart();
        var end = line.IndexOfAny('\r', '\n');
        return (end < 0 ? line : line[..end]).TrimEnd() is { IsEmpty: false } token
            ? token.ToString()
            : throw new InvalidDataException($"There is no enrolment token in {where}.");
    }
}
