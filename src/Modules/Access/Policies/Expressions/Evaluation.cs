using Holdfast.Modules.Access.Policies.Values;

namespace Holdfast.Modules.Access.Policies.Expressions;

/// <summary>One decision under way: what is asked, what is known, and how many steps are left over all its policies.</summary>
internal sealed class Evaluation(PolicyRequest request, EntityStore entities, int steps)
{
    private int left = steps;

    public PolicyRequest Request => request;

    public EntityStore Entities => entities;

    /// <summary>True once the steps are used up: nothing that was decided since counts.</summary>
    public bool IsExhausted { get; private set; }

    /// <summary>How many steps are left.</summary>
    public int Left => left;

    /// <summary>Why the policy at hand failed.</summary>
    public (TextPosition At, string Message)? Failure { get; private set; }

    /// <summary>Before each policy: its predecessor's failure is not its own.</summary>
    public void Begin() => Failure = null;

    public bool Step(TextPosition at) => Step(at, 1);

    /// <summary>False, with a failure, once the steps are used up.</summary>
    public bool Step(TextPosition at, int count)
    {
        if ((left -= count) >= 0)
        {
            return true;
        }

        IsExhausted = true;
        left = 0;
        Fail(at, "The decision takes more steps than one may take.");
        return false;
    }

    /// <summary>Always null, to be answered at once; the first failure of a policy is the one that is told.</summary>
    public CedarValue? Fail(TextPosition at, string message)
    {
        Failure ??= (at, message);
        return null;
    }
}
