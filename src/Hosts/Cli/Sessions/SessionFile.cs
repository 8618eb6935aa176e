using System.Text.Json;

namespace Holdfast.Hosts.Cli.Sessions;

/// <summary>The saved session: one file that only this user can read (mode 0600; on Windows the profile's own access list), replaced as a whole.</summary>
internal sealed class SessionFile(string folder, TimeProvider time)
{
    private const int MaxBytes = 64 * 1024;
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private static readonly TimeSpan LockPatience = TimeSpan.FromSeconds(45);
    private static readonly TimeSpan LockPause = TimeSpan.FromMilliseconds(50);

    public string Path { get; } = System.IO.Path.Combine(folder, "session.json");

    private string LockPath => Path + ".lock";

    /// <summary>The session; null when there is none.</summary>
    /// <exception cref="FailureException">There is something else.</exception>
    public Session? Read()
    {
        try
        {
            using var stream = new FileStream(Path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            if (stream.Length > MaxBytes)
            {
                throw CliProblems.SessionUnreadable(Path, "it is too large.");
            }

            var bytes = new byte[stream.Length];
            stream.ReadExactly(bytes);
            return Session.Parse(bytes);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (JsonException)
        {
            throw CliProblems.SessionUnreadable(Path, "it is damaged.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw CliProblems.SessionUnreadable(Path, e.Message);
        }
    }

    /// <summary>Replaces the session. The caller holds the lock.</summary>
    public void Write(Session session)
    {
        var next = Path + ".new";
        try
        {
            // A file that was left behind might have another mode.
            File.Delete(next);
            using (var stream = new FileStream(next, Private(FileMode.CreateNew)))
            {
                stream.Write(session.ToUtf8());
                stream.Flush(flushToDisk: true);
            }

            File.Move(next, Path, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw CliProblems.FileUnwritable(Path, e.Message);
        }
    }

    /// <summary>Forgets the session. The caller holds the lock.</summary>
    public void Delete() => File.Delete(Path);

    /// <summary>Keeps every other holdfast of this user from changing the session, until it is disposed or this process ends.</summary>
    public async Task<IDisposable> Lock(CancellationToken ct)
    {
        MakeFolder();
        var began = time.GetTimestamp();
        while (true)
        {
            try
            {
                return new FileStream(LockPath, Private(FileMode.OpenOrCreate));
            }
            catch (IOException) when (time.GetElapsedTime(began) < LockPatience)
            {
                await Task.Delay(LockPause, time, ct);
            }
            catch (IOException)
            {
                throw CliProblems.SessionLocked(LockPath);
            }
            catch (UnauthorizedAccessException e)
            {
                throw CliProblems.FileUnwritable(LockPath, e.Message);
            }
        }
    }

    private void MakeFolder()
    {
        try
        {
            if (OperatingSystem.IsWindows())
            {
                Directory.CreateDirectory(folder);
            }
            else
            {
                Directory.CreateDirectory(folder, OwnerOnly | UnixFileMode.UserExecute);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw CliProblems.FileUnwritable(folder, e.Message);
        }
    }

    private static FileStreamOptions Private(FileMode mode)
    {
        var options = new FileStreamOptions { Mode = mode, Access = FileAccess.Write, Share = FileShare.None };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnerOnly;
        }

        return options;
    }
}
