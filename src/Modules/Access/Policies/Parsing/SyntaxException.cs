namespace Holdfast.Modules.Access.Policies.Parsing;

/// <summary>Ends the reading of one policy or declaration; the reader of the whole text goes on behind it. Never leaves this project.</summary>
internal sealed class SyntaxException(TextPosition at, string message) : Exception(message)
{
    public PolicyProblem Problem => new(at, Message);
}
