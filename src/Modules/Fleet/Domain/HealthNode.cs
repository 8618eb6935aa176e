using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Fleet.Domain;

/// <summary>
/// A node of the tree tenant / organization / group / device with its score, in thousandths so that sums are exact: a node's score is the
/// average of its children's that have one, whether it was kept up to date by differences or computed anew.
/// </summary>
/// <param name="Level">Its level.</param>
/// <param name="Id">Its id.</param>
/// <param name="Parent">The node above; null for the tenant.</param>
/// <param name="Score">1,000 to 100,000; null when nothing below has one.</param>
/// <param name="ChildSum">Sum of the children's scores.</param>
/// <param name="ChildCount">How many of them have one.</param>
internal sealed record HealthNode(ScopeLevel Level, Guid Id, Guid? Parent, int? Score = null, long ChildSum = 0, int ChildCount = 0)
{
    /// <summary>As people see it: 1 to 100.</summary>
    public int? Rounded => Round(Score);

    public static int? Round(int? thousandths) => thousandths is { } score ? Math.Clamp((score + 500) / 1000, 1, 100) : null;

    /// <summary>The average of analyzers' scores (1 to 100 each); null for none.</summary>
    public static int? OfAnalyzers(IReadOnlyCollection<int> scores) => scores.Count == 0 ? null : Average(scores.Sum(s => 1000L * s), scores.Count);

    /// <summary>The path with another score at its end; each node above takes the difference, as far up as there is one.</summary>
    /// <param name="path">From the device up to the tenant.</param>
    /// <param name="score">The device's score.</param>
    public static IReadOnlyList<HealthNode> Rescore(IReadOnlyList<HealthNode> path, int? score)
    {
        var result = path.ToArray();
        var next = score;
        for (var i = 0; i < result.Length && result[i].Score != next; i++)
        {
            var before = result[i].Score;
            result[i] = result[i] with { Score = next };
            if (i + 1 < result.Length)
            {
                var above = result[i + 1];
                result[i + 1] = above with
                {
                    ChildSum = above.ChildSum + (next ?? 0) - (before ?? 0),
                    ChildCount = above.ChildCount + (next is null ? 0 : 1) - (before is null ? 0 : 1),
                };
                next = Average(result[i + 1].ChildSum, result[i + 1].ChildCount);
            }
        }

        return result;
    }

    private static int? Average(long sum, int count) => count == 0 ? null : (int)(((2 * sum) + count) / (2L * count));
}
