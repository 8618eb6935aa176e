using Holdfast.Modules.Fleet.Contracts;

namespace Holdfast.Modules.Fleet.Domain;

/// <summary>How many findings are open, by severity.</summary>
internal readonly record struct OpenFindings(int Critical, int High, int Medium, int Low)
{
    /// <summary>The least score of a good standing.</summary>
    public const int GoodFrom = 85;

    /// <summary>The least score of a fair standing.</summary>
    public const int FairFrom = 60;

    public int Total => Critical + High + Medium + Low;

    /// <summary>Null when none is open.</summary>
    public FindingSeverity? Worst =>
        Critical > 0 ? FindingSeverity.Critical : High > 0 ? FindingSeverity.High : Medium > 0 ? FindingSeverity.Medium : Low > 0 ? FindingSeverity.Low : null;

    /// <summary>The worse of what these and the score (1 to 100) say; null when there is no score and nothing open. <c>HealthDb.Rank</c> says the same in SQL.</summary>
    public Standing? With(int? score)
    {
        Standing? bySeverity = Worst switch
        {
            FindingSeverity.Critical => Standing.Critical,
            FindingSeverity.High => Standing.Poor,
            FindingSeverity.Medium => Standing.Fair,
            FindingSeverity.Low => Standing.Good,
            _ => null,
        };
        Standing? byScore = score is not { } known ? null : known >= GoodFrom ? Standing.Good : known >= FairFrom ? Standing.Fair : Standing.Poor;
        return bySeverity is { } one && byScore is { } other ? (Standing)Math.Max((int)one, (int)other) : bySeverity ?? byScore;
    }
}
