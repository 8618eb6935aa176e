namespace Holdfast.Modules.Actions.Contracts;

/// <summary>Whether what a run has done was seen to be so afterwards, by reading back.</summary>
public enum Verification
{
    /// <summary>There is nothing to look for yet.</summary>
    None,

    /// <summary>It is going to be looked for.</summary>
    Pending,

    /// <summary>It was seen.</summary>
    Verified,

    /// <summary>It was looked for and is not so.</summary>
    Contradicted,

    /// <summary>The product cannot tell.</summary>
    NotKnown,
}
