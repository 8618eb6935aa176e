namespace Holdfast.Platform.Modularity;

/// <summary>
/// Lets callers through one at a time by key, in this process. For operations that lock the same row, so that those who wait for it wait here, and
/// not each with a connection that others need. The row's lock still decides; this only keeps the queue for it out of the pool.
/// </summary>
public sealed class OneByOne<TKey> where TKey : notnull
{
    private readonly Lock gate = new();
    private readonly Dictionary<TKey, Queue> queues = [];

    /// <summary>Waits for one's turn, which ends when the result is disposed.</summary>
    public async Task<IDisposable> Enter(TKey key, CancellationToken ct)
    {
        Queue? queue;
        lock (gate)
        {
            if (!queues.TryGetValue(key, out queue))
            {
                queue = queues[key] = new Queue();
            }

            queue.Count++;
        }

        try
        {
            await queue.Turn.WaitAsync(ct);
        }
        catch (OperationCanceledException)
        {
            Leave(key, queue, hadTurn: false);
            throw;
        }

        return new Turn(this, key, queue);
    }

    private void Leave(TKey key, Queue queue, bool hadTurn)
    {
        lock (gate)
        {
            if (hadTurn)
            {
                queue.Turn.Release();
            }

            if (--queue.Count == 0)
            {
                queues.Remove(key);
                queue.Turn.Dispose();
            }
        }
    }

    private sealed class Queue
    {
        public SemaphoreSlim Turn { get; } = new(1, 1);

        public int Count { get; set; }
    }

    private sealed class Turn(OneByOne<TKey> owner, TKey key, Queue queue) : IDisposable
    {
        private int left;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref left, 1) == 0)
            {
                owner.Leave(key, queue, hadTurn: true);
            }
        }
    }
}
