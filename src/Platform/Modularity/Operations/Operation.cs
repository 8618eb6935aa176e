namespace Holdfast.Platform.Modularity.Operations;

/// <summary>One thing that can be done here, and what it requires. As metadata of an endpoint it is all that the pipeline needs to know.</summary>
/// <param name="Name"><c>module.feature</c> in lower snake case: the name in audit entries, meters and spans.</param>
/// <param name="Admission">What it requires of who asks for it.</param>
/// <param name="Feature">The class that performs it: its summary says what it does. Null for what belongs to no module: health, metrics, documents, the console's files.</param>
public sealed record Operation(string Name, Admission Admission, Type? Feature)
{
    /// <summary>The module's name.</summary>
    public string Module => Name[..Name.IndexOf('.', StringComparison.Ordinal)];
}
