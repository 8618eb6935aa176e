using Holdfast.Modules.Access.Policies.Parsing;

namespace Holdfast.Modules.Access.Policies.Validation;

/// <summary>How much the checking of one policy may still cost, over all kinds of requests.</summary>
internal sealed class CheckingBudget(int steps)
{
    private int left = steps;

    /// <exception cref="SyntaxException">Used up.</exception>
    public void Spend(TextPosition at, int count)
    {
        if ((left -= count) < 0)
        {
            throw new SyntaxException(at, "The policy is too large to be checked: make several of it.");
        }
    }
}
