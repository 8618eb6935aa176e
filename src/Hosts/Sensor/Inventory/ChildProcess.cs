using System.ComponentModel;
using System.Diagnostics;
using System.Text;

namespace Holdfast.Hosts.Sensor.Inventory;

/// <summary>Runs one program, never a shell: fixed path, arguments as a list, no input, bounded output and time.</summary>
internal static class ChildProcess
{
    /// <summary>What it wrote to standard output, cut to a bound; null when it is missing, failed or took too long.</summary>
    public static async Task<string?> ReadAsync(string file, IReadOnlyList<string> arguments, int maxCharacters, TimeSpan atMost, CancellationToken ct)
    {
        if (!File.Exists(file))
        {
            return null;
        }

        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(ct);
        deadline.CancelAfter(atMost);
        using var process = new Process { StartInfo = StartInfo(file, arguments) };
        try
        {
            process.Start();
            process.StandardInput.Close();
            process.ErrorDataReceived += static (_, _) => { };
            process.BeginErrorReadLine();
            var text = new StringBuilder();
            var buffer = new char[8192];
            while (text.Length < maxCharacters && await process.StandardOutput.ReadAsync(buffer, deadline.Token) is var read && read > 0)
            {
                text.Append(buffer, 0, Math.Min(read, maxCharacters - text.Length));
            }

            if (text.Length < maxCharacters)
            {
                await process.WaitForExitAsync(deadline.Token);
                return process.ExitCode == 0 ? text.ToString() : null;
            }

            return text.ToString();
        }
        catch (Exception e) when (e is Win32Exception or IOException || (e is OperationCanceledException && !ct.IsCancellationRequested))
        {
            return null;
        }
        finally
        {
            Stop(process);
        }
    }

    public static ProcessStartInfo StartInfo(string file, IReadOnlyList<string> arguments)
    {
        var info = new ProcessStartInfo(file, arguments)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            WorkingDirectory = "/",
        };
        info.Environment["LC_ALL"] = "C";
        return info;
    }

    /// <summary>Ends it and what it started, if it still runs.</summary>
    public static void Stop(Process process)
    {
        try
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
        catch (Exception e) when (e is InvalidOperationException or Win32Exception)
        {
            // It never started, or ended by itself just now.
        }
    }
}
