using System.Text;
using Holdfast.Bench.Ingest;

// P7: telemetry rows a second from the stream to committed rows, against psql \copy of the same rows into the same keyed table.
const int Rounds = 7;
var before = Machine.LoadAverage();
var rates = new List<(double Ours, double Copy)>();
await using (var bed = await TestBed.Start())
{
    // Who goes first changes from round to round; the first round warms the machine and is not counted.
    for (var round = 0; round <= Rounds; round++)
    {
        var samples = new Samples(bed.Device, TimeProvider.System.GetUtcNow());
        double ours = 0, copy = 0;
        for (var turn = 0; turn < 2; turn++)
        {
            await bed.Empty();
            if ((round + turn) % 2 == 0)
            {
                ours = Samples.Rows / (await bed.Ingest(samples)).TotalSeconds;
            }
            else
            {
                copy = Samples.Rows / (await bed.Copy(samples)).TotalSeconds;
            }
        }

        Console.WriteLine($"{round}: ours {ours:N0} rows/s, psql {copy:N0} rows/s, ratio {ours / copy:F2}");
        if (round > 0)
        {
            rates.Add((ours, copy));
        }
    }
}

var ratios = rates.Select(r => r.Ours / r.Copy).Order().ToList();
await File.WriteAllTextAsync(Path.Combine(Machine.Repository, "bench/results/p07-ingest.md"), $"""
    # P7: telemetry from the stream to committed rows

    `dotnet run -c Release --project bench/Ingest`

    {Samples.Documents:N0} metrics documents of {Samples.PerDocument} samples ({Samples.Rows:N0} rows) of one device wait in the stream; the clock runs from the moment at which the server may
    store them (until then the bench holds the device's row, so the first {Samples.InHand} documents may already be in the server's memory, the first few of them read) to the commit of the last. Reading, checking,
    ids taken once, COPY, acknowledgement: all of it. Against `psql \copy` of the same rows from a text file into the same table with the same key, as the same role, psql's own start
    included. {Rounds} counted rounds, alternating who goes first, the table emptied before each; PostgreSQL with its usual durability, everything on one machine.

    | ours, rows/s | psql \copy, rows/s | ours ÷ psql (target ≥ 0.6) |
    | --- | --- | --- |
    | {Machine.Median(rates.Select(r => r.Ours)):N0} | {Machine.Median(rates.Select(r => r.Copy)):N0} | {Machine.Median(ratios):F2} ({ratios[0]:F2} to {ratios[^1]:F2}) |

    Medians, with the least and the greatest ratio. Machine: {Machine.Description}.
    Load average (1, 5, 15 minutes) {before} before and {Machine.LoadAverage()} after: far above 0.5 before means that the machine was not calm.

    """.ReplaceLineEndings("\n"), new UTF8Encoding(false));
