namespace Holdfast.Modules.Integrations.Contracts;

/// <summary>What kind of value a field takes, in JSON.</summary>
[System.Diagnostics.CodeAnalysis.SuppressMessage("Naming", "CA1720", Justification = "The members are words of the wire and of JSON.")]
public enum FieldType
{
    /// <summary>A string in one line.</summary>
    Text,

    /// <summary>A string that may have several lines.</summary>
    LongText,

    /// <summary>A whole number.</summary>
    Number,

    /// <summary>true or false.</summary>
    Boolean,

    /// <summary>An http or https address without user, query or fragment.</summary>
    Url,

    /// <summary>A moment, RFC 3339.</summary>
    Time,

    /// <summary>An array of strings.</summary>
    TextList,

    /// <summary>One or more X.509 certificates in PEM.</summary>
    Certificate,

    /// <summary>One of the field's <see cref="FieldDescription.Choices"/>.</summary>
    Choice,

    /// <summary>A number, with or without a fraction.</summary>
    Decimal,

    /// <summary>An array, each item as the field's <see cref="FieldDescription.Item"/> says.</summary>
    List,

    /// <summary>An object with the field's <see cref="FieldDescription.Members"/>.</summary>
    Object,

    /// <summary>A string in one line that is kept in the vault and shown nowhere. Only among an integration's secrets.</summary>
    Secret,
}

/// <summary>One setting, secret or parameter.</summary>
/// <param name="Name">Its JSON name, camelCase.</param>
/// <param name="Type">What it takes.</param>
/// <param name="Description">One sentence for the person who fills it in.</param>
public sealed record FieldDescription(string Name, FieldType Type, string Description)
{
    /// <summary>Whether it has to be there.</summary>
    public bool Required { get; init; }

    /// <summary>The most characters of a text, or of each text of a list.</summary>
    public int MaxLength { get; init; } = 1000;

    /// <summary>The most items of a list.</summary>
    public int MaxItems { get; init; } = 50;

    /// <summary>The least number.</summary>
    public long Minimum { get; init; }

    /// <summary>The greatest number.</summary>
    public long Maximum { get; init; } = int.MaxValue;

    /// <summary>What a <see cref="FieldType.Choice"/> may be.</summary>
    public IReadOnlyList<string> Choices { get; init; } = [];

    /// <summary>What each item of a <see cref="FieldType.List"/> is; its name is not used.</summary>
    public FieldDescription? Item { get; init; }

    /// <summary>The members of an <see cref="FieldType.Object"/>.</summary>
    public IReadOnlyList<FieldDescription> Members { get; init; } = [];

    /// <summary>
    /// Whether the secret is sent to where this says. Such a setting can only be changed together with the secret: otherwise whoever may
    /// write integrations could have the stored secret sent to an address of their own.
    /// </summary>
    public bool BindsSecret { get; init; }
}

/// <summary>What a connector can do and what it needs to know: drives validation, forms and documents.</summary>
/// <param name="Key">Lower case; never renamed.</param>
/// <param name="Name">The product's name.</param>
/// <param name="Settings">What stands in rows and answers.</param>
/// <param name="Secrets">What goes to the vault; texts.</param>
/// <param name="Actions">What it can do.</param>
public sealed record ConnectorDescription(
    string Key,
    string Name,
    IReadOnlyList<FieldDescription> Settings,
    IReadOnlyList<FieldDescription> Secrets,
    IReadOnlyList<ActionDescription> Actions)
{
    /// <summary>What can be read through it.</summary>
    public IReadOnlyList<ReadDescription> Reads { get; init; } = [];

    /// <summary>The most requests to one product by one integration, over all processes; null when the product bounds none.</summary>
    public RequestPace? Pace { get; init; }

    /// <summary>What the product can post to us.</summary>
    public IReadOnlyList<InboundDescription> Inbound { get; init; } = [];
}

/// <summary>How many requests may be sent in how long.</summary>
/// <param name="Requests">At most.</param>
/// <param name="Per">In this time.</param>
public sealed record RequestPace(int Requests, TimeSpan Per);
