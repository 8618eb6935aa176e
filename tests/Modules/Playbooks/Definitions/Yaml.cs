using Holdfast.Modules.Playbooks.Definitions;

namespace Holdfast.Tests.Modules.Playbooks.Definitions;

/// <summary>Texts of playbooks, read with a few events.</summary>
internal static class Yaml
{
    public static Vocabulary Vocabulary { get; } = Vocabulary.Of(
        ("ticket.opened", ["ticket", "number", "subject", "severity", "device"]),
        ("ticket.closed", ["ticket", "number"]),
        ("action.done", ["run", "action"]));

    public static ParsedPlaybook Parse(string text) => PlaybookText.Parse(text, Vocabulary);

    public static PlaybookDefinition Read(string text)
    {
        var parsed = Parse(text);
        parsed.Mistakes.ShouldBeEmpty();
        return parsed.Definition!;
    }

    /// <summary>A playbook of these steps, which a ticket starts.</summary>
    public static string Of(string steps, string more = "") => $"name: Test\n{more}triggers:\n  - event: ticket.opened\n  - manual: true\nsteps:\n{steps}";

    /// <summary>The mistakes as <c>line:column code</c>.</summary>
    public static string[] Mistakes(string text) => [.. Parse(text).Mistakes.Select(m => $"{m.Line}:{m.Column} {m.Code}")];
}
