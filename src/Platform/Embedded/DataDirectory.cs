using System.Net;
using System.Net.Sockets;
using Holdfast.Platform.Kernel;

namespace Holdfast.Platform.Embedded;

/// <summary>A directory that one Holdfast holds: the lock falls with the process, however it ends.</summary>
internal sealed class DataDirectory : IDisposable
{
    private readonly FileStream held;

    private DataDirectory(string path, FileStream held)
    {
        Path = path;
        this.held = held;
    }

    public string Path { get; }

    public string File(string name) => System.IO.Path.Combine(Path, name);

    public static Result<DataDirectory> Take(string directory)
    {
        var path = System.IO.Path.GetFullPath(directory);
        try
        {
            // Others may pass through, as user postgres must, but not look around.
            Directory.CreateDirectory(path, Mode | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return EmbeddedProblems.DirectoryDenied(path, e.Message);
        }

        try
        {
            return new DataDirectory(path, new FileStream(System.IO.Path.Combine(path, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (IOException)
        {
            return EmbeddedProblems.DirectoryTaken(path);
        }
        catch (UnauthorizedAccessException e)
        {
            return EmbeddedProblems.DirectoryDenied(path, e.Message);
        }
    }

    /// <summary>Writes a file that only its owner may read, at once or not at all.</summary>
    public void WriteSecret(string name, string content)
    {
        var made = File(name + ".new");
        System.IO.File.Delete(made);
        using (var stream = new FileStream(made, new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        }))
        using (var writer = new StreamWriter(stream))
        {
            writer.Write(content);
            writer.Flush();
            stream.Flush(flushToDisk: true);
        }

        System.IO.File.Move(made, File(name), overwrite: true);
    }

    /// <summary>The wanted port, else the remembered one while it is free, else any free one on loopback.</summary>
    public static Result<int> Port(string engine, int? wanted, int? remembered) =>
        wanted is { } port ? IsFree(port) ? port : EmbeddedProblems.PortTaken(engine, port)
        : remembered is { } last && IsFree(last) ? last
        : AnyPort();

    public void Dispose() => held.Dispose();

    private const UnixFileMode Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private static bool IsFree(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static int AnyPort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
