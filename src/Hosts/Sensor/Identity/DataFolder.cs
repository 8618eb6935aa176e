namespace Holdfast.Hosts.Sensor.Identity;

/// <summary>Where the sensor keeps its key, its identity, its buffer and its settings.</summary>
internal sealed class DataFolder
{
    public DataFolder(string path)
    {
        Path = System.IO.Path.GetFullPath(path);
    }

    public string Path { get; }

    public string KeyFile => At("key.pem");

    public string IdentityFile => At("identity.json");

    public string SettingsFile => At("sensor.json");

    public string PositionsFile => At("positions.json");

    public string BufferFolder => At("buffer");

    /// <summary>/var/lib/holdfast-sensor for root, the XDG state folder for others, ProgramData on Windows.</summary>
    public static string Default() =>
        OperatingSystem.IsWindows()
            ? System.IO.Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.CommonApplicationData), "Holdfast", "Sensor")
            : Environment.IsPrivilegedProcess
                ? "/var/lib/holdfast-sensor"
                : System.IO.Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".local", "state", "holdfast-sensor");

    /// <summary>Makes the folder, for this account only; on Windows closes one that is there (<see cref="FolderAccess"/>), and then true when others could read it until now.</summary>
    /// <exception cref="InvalidDataException">On Windows: the folder, or something in it, belongs to somebody else.</exception>
    public bool Secure()
    {
        if (OperatingSystem.IsWindows())
        {
            return WindowsFolder.Secure(Path);
        }

        Directory.CreateDirectory(Path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return false;
    }

    /// <summary>Takes the folder for one running sensor; null when another one has it. The lock ends with the process, however that ends.</summary>
    public FileStream? TryLock()
    {
        try
        {
            return new FileStream(At("lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException)
        {
            return null;
        }
    }

    private string At(string name) => System.IO.Path.Combine(Path, name);
}
