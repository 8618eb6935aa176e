using System.Text;

namespace Holdfast.Platform.Embedded;

/// <summary>An engine's output: a file of bounded size (the one before is kept as <c>.1</c>), and the last lines in memory.</summary>
internal sealed class EngineLog(string path) : IDisposable
{
    private const long MaxBytes = 8 * 1024 * 1024;
    private const int Remembered = 20;

    private readonly Lock gate = new();
    private readonly Queue<string> last = new(Remembered);
    private StreamWriter? file;
    private long written;
    private bool disposed;

    public void Write(string line)
    {
        lock (gate)
        {
            if (last.Count == Remembered)
            {
                last.Dequeue();
            }

            last.Enqueue(line.Length <= 1000 ? line : line[..1000]);
            if (disposed)
            {
                return;
            }

            if (file is null || written > MaxBytes)
            {
                Open();
            }

            file!.WriteLine(line);
            written += line.Length + 1;
        }
    }

    public string LastLines()
    {
        lock (gate)
        {
            return string.Join('\n', last);
        }
    }

    public void Dispose()
    {
        lock (gate)
        {
            disposed = true;
            file?.Dispose();
        }
    }

    private void Open()
    {
        file?.Dispose();
        var size = File.Exists(path) ? new FileInfo(path).Length : 0;
        if (size > MaxBytes)
        {
            File.Move(path, path + ".1", overwrite: true);
            size = 0;
        }

        written = size;
        var options = new FileStreamOptions
        {
            Mode = FileMode.Append,
            Access = FileAccess.Write,
            Share = FileShare.Read,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        };
        file = new StreamWriter(path, new UTF8Encoding(false), options) { AutoFlush = true };
    }
}
