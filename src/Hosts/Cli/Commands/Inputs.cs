using System.CommandLine;
using System.CommandLine.Parsing;

namespace Holdfast.Hosts.Cli.Commands;

/// <summary>Options and arguments that several commands have.</summary>
internal static class Inputs
{
    /// <summary>The thing that a command is about.</summary>
    public static Argument<Guid> Id(string description) => new("ID") { Description = description, CustomParser = ParseId };

    /// <summary>A thing that narrows or names.</summary>
    public static Option<Guid?> Id(string name, string description) => new(name) { Description = description, HelpName = "ID", CustomParser = result => ParseId(result) };

    /// <summary>One of the API's words, in any case and with hyphens if one likes; given as the API spells it.</summary>
    public static Option<string?> Word(string name, string description, params string[] words)
    {
        var option = new Option<string?>(name) { Description = $"{description}: {string.Join(", ", words)}.", HelpName = "WORD" };
        option.CustomParser = result =>
        {
            var given = result.Tokens[0].Value;
            var word = given.ToUpperInvariant().Replace('-', '_');
            if (words.Contains(word))
            {
                return word;
            }

            result.AddError($"{name} is one of {string.Join(", ", words)}, not '{given}'.");
            return null;
        };
        option.CompletionSources.Add(words);
        return option;
    }

    /// <summary>A whole number within bounds.</summary>
    public static Option<int?> Number(string name, string description, int least, int most)
    {
        var option = new Option<int?>(name) { Description = description, HelpName = "N" };
        option.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && (!int.TryParse(result.Tokens[0].Value, out var number) || number < least || number > most))
            {
                result.AddError($"{name} is a number from {least} to {most}, not '{result.Tokens[0].Value}'.");
            }
        });
        return option;
    }

    /// <summary>Free text.</summary>
    public static Option<string?> Text(string name, string description, string shape = "TEXT") => new(name) { Description = description, HelpName = shape };

    /// <summary>A moment.</summary>
    public static Option<string?> Time(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "TIME",
        CustomParser = result =>
        {
            if (DateTimeOffset.TryParse(result.Tokens[0].Value, null, System.Globalization.DateTimeStyles.AssumeUniversal, out var time))
            {
                return time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFF'Z'");
            }

            result.AddError($"{name} is a time such as 2026-01-31 or 2026-01-31T08:00:00Z (UTC when it has no offset), not '{result.Tokens[0].Value}'.");
            return null;
        },
    };

    private static Guid ParseId(ArgumentResult result)
    {
        if (Guid.TryParseExact(result.Tokens[0].Value, "D", out var id))
        {
            return id;
        }

        result.AddError($"'{result.Tokens[0].Value}' is no id; one looks like 0198c5a2-7d7e-7f00-8000-1a2b3c4d5e6f, as lists show it.");
        return default;
    }
}

/// <summary>The options of every list.</summary>
internal sealed class PageOptions
{
    public Option<int> Limit { get; } = new("--limit") { Description = "How many at most, 1 to 200.", HelpName = "N", DefaultValueFactory = _ => 50 };

    public Option<Guid?> Cursor { get; } = Inputs.Id("--cursor", "Go on where the last page ended (nextCursor of its JSON).");

    public Option[] All => [Limit, Cursor];

    public PageOptions() => Limit.Validators.Add(result =>
    {
        if (result.Tokens.Count == 1 && (!int.TryParse(result.Tokens[0].Value, out var limit) || limit is < 1 or > 200))
        {
            result.AddError($"--limit is a number from 1 to 200, not '{result.Tokens[0].Value}'.");
        }
    });
}
