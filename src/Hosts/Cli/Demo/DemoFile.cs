using System.Text.Json;
using Holdfast.Platform.Kernel;

namespace Holdfast.Hosts.Cli.Demo;

/// <summary>A simulated device as its server knows it.</summary>
/// <param name="Hostname">Which machine of <see cref="DemoFleet"/>.</param>
/// <param name="TenantId">Whose.</param>
/// <param name="DeviceId">Its id.</param>
/// <param name="Key">P-256, PKCS#8 in base64. A secret.</param>
/// <param name="Seq">The last sequence number that may have been used.</param>
internal sealed record DemoDevice(string Hostname, Guid TenantId, Guid DeviceId, string Key, long Seq);

/// <summary>What is kept of a demo between starts.</summary>
/// <param name="Server">The server on which it stands; when that moves to another port, the demo moves with its data.</param>
/// <param name="Email">The demo's administrator.</param>
/// <param name="Password">Generated. A secret.</param>
/// <param name="Devices">Those that have enrolled.</param>
internal sealed record DemoAccount(Uri Server, string Email, string Password, IReadOnlyList<DemoDevice> Devices)
{
    /// <summary>Never the password.</summary>
    public override string ToString() => $"{Email} at {Server}";
}

/// <summary>The demo's own file: only its user can read it (mode 0600), and it is replaced as a whole.</summary>
internal sealed class DemoFile(string path)
{
    public string Path => path;

    /// <summary>Null when there is none.</summary>
    /// <exception cref="FailureException">There is something else.</exception>
    public DemoAccount? Read()
    {
        try
        {
            return JsonSerializer.Deserialize<DemoAccount>(File.ReadAllBytes(path), WireJson.Options);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException)
        {
            throw CliProblems.FileUnreadable(path, e.Message);
        }
    }

    public void Write(DemoAccount account)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.None };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        try
        {
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
            var next = path + ".new";
            File.Delete(next);
            using (var stream = new FileStream(next, options))
            {
                JsonSerializer.Serialize(stream, account, WireJson.Options);
            }

            File.Move(next, path, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw CliProblems.FileUnwritable(path, e.Message);
        }
    }
}
