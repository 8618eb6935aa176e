using System.Diagnostics;

namespace Holdfast.Tests.System.Counterparts;

/// <summary>Programs of others, on Node, from locked packages. Where Node or its packages are missing, the tests fail: an untried counterpart proves nothing.</summary>
public sealed class Node
{
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(10);

    private readonly string directory = Path.Combine(AppContext.BaseDirectory, "npm");
    private readonly Lazy<Task> installed;

    public Node() => installed = new(async () =>
    {
        var (code, output) = await Start("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund"], "");
        if (code != 0)
        {
            throw new InvalidOperationException($"npm ci failed: {output}");
        }
    });

    /// <summary>Runs a script with this standard input; answers its exit code and what it wrote.</summary>
    public async Task<(int Code, string Output)> Run(string script, string input)
    {
        await installed.Value;
        return await Start("node", [script], input);
    }

    private async Task<(int Code, string Output)> Start(string program, string[] arguments, string input)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = directory,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        using var deadline = new CancellationTokenSource(Deadline);
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(deadline.Token), process.StandardError.ReadToEndAsync(deadline.Token));
        try
        {
            await process.StandardInput.WriteAsync(input);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It ended before it read everything: its code and what it wrote say why.
        }

        await process.WaitForExitAsync(deadline.Token);
        return (process.ExitCode, await output + await errors);
    }
}
