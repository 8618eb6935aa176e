namespace Holdfast.Modules.Integrations.Contracts;

/// <summary>What kind of value a field takes, in JSON.</summary>
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

    /// <summary>The most texts of a list.</summary>
    public int MaxItems { get; init; } = 50;

    /// <summary>The least number.</summary>
    public long Minimum { get; init; }

    /// <summary>The greatest number.</summary>
    public long Maximum { get; init; } = int.MaxValue;

    /// <summary>
    /// Whether the secret is sent to where this says. Such a setting can only be changed together with the secret: otherwise whoever may
    /// write integrations could have the stored secret sent to an address of their own.
    /// </summary>
    public bool BindsSecret { get; init; }
}

/// <summary>A named, typed operation that changes something outside.</summary>
/// <param name="Key"><c>connector.verb</c>; unique over all connectors, never renamed.</param>
/// <param name="Name">For people.</param>
/// <param name="Description">One sentence.</param>
/// <param name="Parameters">What it takes.</param>
public sealed record ActionDescription(string Key, string Name, string Description, IReadOnlyList<FieldDescription> Parameters);

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
    IReadOnlyList<ActionDescription> Actions);
