using System.Diagnostics;
using System.Net.Sockets;
using System.Text;
using Holdfast.Modules.Tickets.Scanning;
using Holdfast.Tests.Harness;

namespace Holdfast.Tests.Modules.Tickets.Scanning;

/// <summary>ClamAV's own daemon, which knows one signature: that of the test string that every scanner finds.</summary>
internal sealed class ClamdDaemon(Process process, string folder) : IAsyncDisposable
{
    // Apart, so that no scanner takes this file for what it looks for.
    public static readonly byte[] TestString = Encoding.ASCII.GetBytes(@"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-" + "ANTIVIRUS-TEST-FILE!$H+H*");

    /// <summary>As the server's settings name it.</summary>
    public string Address => $"unix:{folder}/s";

    public ClamdScanner Scanner() => new(new UnixDomainSocketEndPoint(Path.Combine(folder, "s")), TimeSpan.FromSeconds(30), TimeProvider.System);

    public static async Task<ClamdDaemon> Start()
    {
        var folder = Directory.CreateTempSubdirectory("clamd").FullName;
        Directory.CreateDirectory(Path.Combine(folder, "db"));
        await File.WriteAllTextAsync(Path.Combine(folder, "db", "test.ndb"), $"Holdfast.Test:0:*:{Convert.ToHexStringLower(TestString)}\n");
        await File.WriteAllTextAsync(Path.Combine(folder, "conf"), $"DatabaseDirectory {folder}/db\nLocalSocket {folder}/s\nForeground yes\nStreamMaxLength 1M\nMaxThreads 2\n");
        var process = Process.Start(new ProcessStartInfo("/usr/sbin/clamd", ["-c", Path.Combine(folder, "conf")]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        var daemon = new ClamdDaemon(process, folder);
        await Eventually.Holds("clamd to listen", () => Task.FromResult(File.Exists(Path.Combine(folder, "s"))));
        return daemon;
    }

    public async ValueTask DisposeAsync()
    {
        process.Kill();
        await process.WaitForExitAsync();
        process.Dispose();
        Directory.Delete(folder, recursive: true);
    }
}
