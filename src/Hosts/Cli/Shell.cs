using Holdfast.Hosts.Cli.Commands;

namespace Holdfast.Hosts.Cli;

/// <summary>What the program was started with: the only place that touches the console and the environment.</summary>
/// <param name="In">Standard input.</param>
/// <param name="Out">Results, and nothing else.</param>
/// <param name="Error">Problems, questions and hints.</param>
/// <param name="InIsTerminal">A person can be asked.</param>
/// <param name="OutIsTerminal">A person reads: colours and boxes are welcome.</param>
/// <param name="ConfigFolder">Where the session is kept.</param>
/// <param name="Variables">The environment.</param>
/// <param name="Time">The clock.</param>
internal sealed record Shell(
    TextReader In,
    TextWriter Out,
    TextWriter Error,
    bool InIsTerminal,
    bool OutIsTerminal,
    string ConfigFolder,
    IReadOnlyDictionary<string, string> Variables,
    TimeProvider Time)
{
    public const string ServerVariable = "HOLDFAST_SERVER";
    public const string TokenVariable = "HOLDFAST_TOKEN";
    public const string TenantVariable = "HOLDFAST_TENANT";

    /// <summary>What every command that talks to a server takes.</summary>
    public ApiOptions Options { get; } = new();

    public static Shell OfProcess() => new(
        Console.In,
        Console.Out,
        Console.Error,
        !Console.IsInputRedirected,
        !Console.IsOutputRedirected,
        Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.ApplicationData, Environment.SpecialFolderOption.DoNotVerify), "holdfast"),
        Environment.GetEnvironmentVariables().Cast<System.Collections.DictionaryEntry>().ToDictionary(v => (string)v.Key, v => (string?)v.Value ?? "", StringComparer.Ordinal),
        TimeProvider.System);

    /// <summary>A variable that is set to something.</summary>
    public string? Variable(string name) => Variables.GetValueOrDefault(name) is { Length: > 0 } value ? value : null;

    /// <summary>Asks a person for a line that may be seen.</summary>
    public string? Ask(string question)
    {
        Error.Write(question);
        return In.ReadLine();
    }

    /// <summary>Asks a person for a line that is not shown while it is typed.</summary>
    public string AskSecret(string question)
    {
        Error.Write(question);
        var typed = new System.Text.StringBuilder();
        while (Console.ReadKey(intercept: true) is { Key: not ConsoleKey.Enter } key)
        {
            if (key.Key == ConsoleKey.Backspace)
            {
                typed.Length = Math.Max(0, typed.Length - 1);
            }
            else if (!char.IsControl(key.KeyChar))
            {
                typed.Append(key.KeyChar);
            }
        }

        Error.WriteLine();
        return typed.ToString();
    }
}
