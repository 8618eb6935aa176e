namespace Holdfast.Modules.Integrations.Contracts;

/// <summary>What an action can do at worst, the least first.</summary>
public enum ActionRisk
{
    /// <summary>It changes nothing.</summary>
    Read,

    /// <summary>What it changes disturbs nobody and is easily undone.</summary>
    Low,

    /// <summary>It interrupts somebody's work or takes rights away.</summary>
    High,

    /// <summary>What it takes away does not come back.</summary>
    Destructive,
}

/// <summary>What a module may want done without knowing by which product.</summary>
public enum ActionPurpose
{
    /// <summary>A note where operators look. Takes <c>text</c> (at least 4,000 characters), <c>time</c> and <c>tags</c> (texts of at least 100 characters).</summary>
    Note,

    /// <summary>Keep an address out. Takes <c>address</c> (a canonical IP address). Its inverse lets it in again.</summary>
    BlockAddress,

    /// <summary>Cut a machine off, all but its way to the product. Takes <c>asset</c>, the key of an asset of the same integration. Its inverse lets it in again.</summary>
    IsolateAsset,

    /// <summary>Say in the product that an alert is dealt with. Takes <c>alert</c>, its key, and <c>comment</c> (a text of at least 1,000 characters).</summary>
    CloseAlert,
}

/// <summary>What right one needs for an action, beside running actions at all.</summary>
public enum ActionRight
{
    /// <summary>None more.</summary>
    Execute,

    /// <summary>To cut off addresses, machines and accounts: <c>actions:contain</c>.</summary>
    Contain,

    /// <summary>To change how a product is set up: <c>actions:configure</c>.</summary>
    Configure,
}

/// <summary>A named, typed operation that changes something outside.</summary>
/// <param name="Key"><c>connector.verb</c>; unique over all connectors, never renamed.</param>
/// <param name="Name">For people.</param>
/// <param name="Description">One sentence.</param>
/// <param name="Parameters">What it takes.</param>
public sealed record ActionDescription(string Key, string Name, string Description, IReadOnlyList<FieldDescription> Parameters)
{
    /// <summary>What it can do at worst.</summary>
    public ActionRisk Risk { get; init; } = ActionRisk.Low;

    /// <summary>What right it needs.</summary>
    public ActionRight Right { get; init; } = ActionRight.Execute;

    /// <summary>
    /// The NUMBER parameter that says for how many seconds it holds, where the product ends it by itself; null when it holds until it is undone.
    /// </summary>
    public string? Lifetime { get; init; }

    /// <summary>What it answers.</summary>
    public IReadOnlyList<FieldDescription> Result { get; init; } = [];

    /// <summary>The action of the same connector that undoes it, with the parameters that <see cref="ActionOutcome.Succeeded.Undo"/> gives; null when nothing does.</summary>
    public string? Inverse { get; init; }

    /// <summary>Whether the product takes the reference as its key, so that asking twice does it once.</summary>
    public bool IsIdempotent { get; init; }

    /// <summary>Its own time, where that is shorter than <c>Holdfast:Integrations:CallTimeout</c>.</summary>
    public TimeSpan? TimeLimit { get; init; }

    /// <summary>What it is good for; null when only who names it gets it.</summary>
    public ActionPurpose? Purpose { get; init; }
}
