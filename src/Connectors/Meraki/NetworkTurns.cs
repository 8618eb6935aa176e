namespace Holdfast.Connectors.Meraki;

/// <summary>
/// Turns of networks: a list of rules is replaced as a whole, and nothing tells that somebody else changes it too, so here one at a time reads, writes and reads again.
/// Other processes and people are not held back by it; the second reading sees what they did.
/// </summary>
internal sealed class NetworkTurns : IDisposable
{
    // As many as can wait for each other at worst, however many networks there are.
    private readonly SemaphoreSlim[] turns = [.. Enumerable.Range(0, 64).Select(_ => new SemaphoreSlim(1, 1))];

    /// <summary>Does something when it is the network's turn.</summary>
    public async Task<T> Take<T>(string network, Func<Task<T>> work, CancellationToken ct)
    {
        var turn = turns[(uint)string.GetHashCode(network, StringComparison.Ordinal) % turns.Length];
        await turn.WaitAsync(ct);
        try
        {
            return await work();
        }
        finally
        {
            turn.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Array.ForEach(turns, turn => turn.Dispose());
}
