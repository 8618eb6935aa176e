using System.Text;
using Holdfast.Modules.Audit.Proof;
using Holdfast.Platform.Kernel;

namespace Holdfast.Hosts.Cli.Commands.Audit;

/// <summary>A checkpoint that the verifier kept, and the key that signed it.</summary>
internal sealed record KeptCheckpoint(Checkpoint Checkpoint, VerifierKey Key);

/// <summary>Reads what a verifier brings along: files, keys, kept checkpoints.</summary>
internal static class Trust
{
    /// <summary>The value, or the failure that ends the command.</summary>
    public static T Of<T>(Result<T> result) => result.Succeeded
        ? result.Value
        : throw new FailureException(new Failure(
            result.Problem.Code == ProofProblems.KeyNeeded.Code ? ExitCodes.Usage : ExitCodes.NotVerified,
            result.Problem.Code,
            result.Problem.Code == ProofProblems.KeyNeeded.Code ? result.Problem.Detail : $"NOT VERIFIED. {result.Problem.Detail}"));

    /// <summary>The key by its text or file; null when none is given.</summary>
    public static VerifierKey? Key(string? text, string? path)
    {
        if (text is not null && path is not null)
        {
            throw CliProblems.Together("Pass --key or --key-file, not both.");
        }

        var given = path is null ? text : Text(path);
        return given is null ? null
            : VerifierKey.TryParse(given.Trim(), out var key) ? key
            : throw CliProblems.BadKey(path ?? "--key");
    }

    /// <summary>A kept checkpoint: a bare signed note, for which the key must be given, or one as JSON, whose key then counts as pinned.</summary>
    public static KeptCheckpoint Earlier(string path, VerifierKey? pinned)
    {
        var text = Text(path);
        if (text.AsSpan().TrimStart() is ['{', ..])
        {
            var file = Of(AuditCheckpointFile.Parse(Encoding.UTF8.GetBytes(text)));
            return new KeptCheckpoint(Of(file.Verify(pinned)).Checkpoint, file.VerifierKey);
        }

        var key = pinned ?? Of<VerifierKey>(ProofProblems.KeyNeeded);
        return new KeptCheckpoint(Of(Checkpoint.Open(text, key)), key);
    }

    /// <summary>The file; a small one is read once, so that what is shown is what was verified.</summary>
    public static Stream Open(string path) => Reading(path, () =>
    {
        var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
        if (file.Length > AuditExport.MaxLine)
        {
            return file;
        }

        using (file)
        {
            var bytes = new byte[file.Length];
            file.ReadExactly(bytes);
            return (Stream)new MemoryStream(bytes, 0, bytes.Length, writable: false, publiclyVisible: true);
        }
    });

    /// <summary>All of a small file.</summary>
    public static ReadOnlyMemory<byte> Bytes(Stream small) => ((MemoryStream)small).GetBuffer();

    private static string Text(string path) => Reading(path, () =>
        new FileInfo(path).Length <= AuditExport.MaxLine ? File.ReadAllText(path) : throw CliProblems.FileUnreadable(path, "it is too large for what it should be."));

    private static T Reading<T>(string path, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw CliProblems.NoFile(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw CliProblems.FileUnreadable(path, e.Message);
        }
    }
}
