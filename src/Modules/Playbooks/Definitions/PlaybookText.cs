using Holdfast.Modules.Playbooks.Definitions.Shapes;
using Holdfast.Modules.Playbooks.Definitions.Yaml;
using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Playbooks.Definitions;

/// <summary>What a text says, or what is wrong with it.</summary>
/// <param name="Definition">The definition; null when there are mistakes.</param>
/// <param name="Mistakes">All of them, at most 50, in the order of the text.</param>
internal sealed record ParsedPlaybook(PlaybookDefinition? Definition, IReadOnlyList<Mistake> Mistakes)
{
    /// <summary>The mistakes as an answer: by <c>text:line:column</c> what is wrong there.</summary>
    public Problem AsProblem() => PlaybooksProblems.BadDefinition(
        Mistakes[0].Line,
        Mistakes[0].Column,
        Mistakes[0].Detail,
        Mistakes.GroupBy(m => $"text:{m.Line}:{m.Column}").ToDictionary(g => g.Key, g => string.Join(" ", g.Select(m => $"{m.Code}: {m.Detail}")), StringComparer.Ordinal));
}

/// <summary>Reads playbooks.</summary>
internal static class PlaybookText
{
    /// <summary>Reads a text and finds all that is wrong with it.</summary>
    public static ParsedPlaybook Parse(string text, Vocabulary vocabulary)
    {
        var mistakes = new Mistakes();
        if (YamlReader.Read(text, mistakes) is not { } root)
        {
            return new(null, mistakes.All);
        }

        PlaybookShapes.Playbook.Check(root, mistakes);
        SecretLiterals.Check(root, mistakes);
        // What stands where something else is expected is passed over here: it has been said.
        var definition = new DefinitionReader(vocabulary, mistakes).Read(root);
        return new(mistakes.Any ? null : definition, mistakes.All);
    }
}
