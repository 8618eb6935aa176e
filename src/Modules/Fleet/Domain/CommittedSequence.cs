namespace Holdfast.Modules.Fleet.Domain;

/// <summary>
/// How far a device's documents are stored without a gap. It moves over a document only when the document's predecessor is not beyond it, so
/// what was lost in transit stops it (the sensor sends again), and what the sensor itself gave up does not.
/// </summary>
internal static class CommittedSequence
{
    /// <summary>Where it stands after documents that were stored, were stored before, or are kept as dead letters.</summary>
    public static long Advance(long committed, IEnumerable<(long Prev, long Seq)> documents)
    {
        foreach (var (prev, seq) in documents.OrderBy(d => d.Seq))
        {
            if (prev >= 0 && prev < seq && prev <= committed && seq > committed)
            {
                committed = seq;
            }
        }

        return committed;
    }
}
