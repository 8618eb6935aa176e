using System.CommandLine;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace Holdfast.Tests.Hosts.Cli;

/// <summary>The help of every command is a text that people review. HOLDFAST_UPDATE_SNAPSHOTS=1 writes it anew.</summary>
public sealed partial class HelpTests
{
    [Fact]
    public async Task Help_of_every_command_is_as_reviewed()
    {
        using var user = new CommandLineUser(new Uri("http://127.0.0.1:1"));
        var update = Environment.GetEnvironmentVariable("HOLDFAST_UPDATE_SNAPSHOTS") == "1";
        var wrong = new List<string>();
        var seen = new HashSet<string>();
        var ahead = new Queue<string[]>([[]]);
        while (ahead.TryDequeue(out var path))
        {
            // Run in this process, it takes this process's name.
            var help = (await user.Run([.. path, "--help"])).Expect(0).Out.ReplaceLineEndings("\n").Replace(RootCommand.ExecutableName, "holdfast", StringComparison.Ordinal);
            var file = Path.Combine(Folder(), $"{string.Join('-', ["holdfast", .. path])}.txt");
            seen.Add(file);
            if (update)
            {
                await File.WriteAllTextAsync(file, help, TestContext.Current.CancellationToken);
            }
            else if (!File.Exists(file) || await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken) != help)
            {
                wrong.Add(Path.GetFileName(file));
            }

            foreach (var command in Commands(help))
            {
                ahead.Enqueue([.. path, command]);
            }
        }

        wrong.ShouldBeEmpty("Look at the difference; HOLDFAST_UPDATE_SNAPSHOTS=1 accepts it.");
        Directory.EnumerateFiles(Folder()).ShouldBe(seen, ignoreOrder: true);
    }

    [Fact]
    public async Task Without_arguments_it_says_how_to_begin()
    {
        using var user = new CommandLineUser(new Uri("http://127.0.0.1:1"));

        var ran = (await user.RunProgram()).Expect(0);

        ran.Out.ShouldContain("  holdfast [command] [options]");
        ran.Out.ShouldContain("First steps:");
        ran.Out.ShouldContain("Exit codes:");
    }

    [Theory]
    [InlineData("tickets", "lst")]
    [InlineData("tickets", "show", "17")]
    [InlineData("tickets", "list", "--severity", "urgent")]
    [InlineData("devices", "list", "--limit", "1000")]
    [InlineData("devices")]
    [InlineData("tickets", "execute", "0198c5a2-7d7e-7f00-8000-1a2b3c4d5e6f", "--note", "without anybody to read it")]
    [InlineData("whoami", "--server", "http://holdfast.example.com")]
    [InlineData("whoami", "--server", "https://ann:secret@holdfast.example.com")]
    [InlineData("whoami", "--token", "not a token")]
    [InlineData("login")]
    public async Task A_wrong_command_line_ends_with_2_and_a_word_on_standard_error(params string[] args)
    {
        using var user = new CommandLineUser(new Uri("http://127.0.0.1:1"));

        var ran = (await user.Run(args)).Expect(2);

        ran.Out.ShouldBeEmpty();
        ran.Error.ShouldNotBeEmpty();
    }

    private static IEnumerable<string> Commands(string help) =>
        help.Split("\nCommands:\n") is [_, var after]
            ? after.Split("\n\n")[0].Split('\n').Select(line => CommandLine().Match(line)).Where(m => m.Success).Select(m => m.Groups[1].Value)
            : [];

    private static string Folder([CallerFilePath] string here = "") => Path.Combine(Path.GetDirectoryName(here)!, "Snapshots");

    [GeneratedRegex("^  ([a-z-]+)")]
    private static partial Regex CommandLine();
}
