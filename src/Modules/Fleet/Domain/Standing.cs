namespace Holdfast.Modules.Fleet.Domain;

/// <summary>How a device, or what is below a node, stands: the worse of what its score and its open findings say. From best to worst.</summary>
internal enum Standing
{
    /// <summary>A score from 85, and nothing open above LOW.</summary>
    Good,

    /// <summary>A score from 60, or a MEDIUM finding.</summary>
    Fair,

    /// <summary>A score below 60, or a HIGH finding.</summary>
    Poor,

    /// <summary>A CRITICAL finding.</summary>
    Critical,
}
