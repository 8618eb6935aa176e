namespace Holdfast.Modules.Integrations.Contracts;

/// <summary>Where people here are with an alert.</summary>
public enum AlertState
{
    /// <summary>Nobody has looked at it.</summary>
    New,

    /// <summary>Somebody has.</summary>
    Acknowledged,

    /// <summary>Nothing is left to do.</summary>
    Closed,
}
