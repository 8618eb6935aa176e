using System.Diagnostics;
using Holdfast.Tests.Harness;
using Holdfast.Tests.Harness.Runner;

// The test command: one PostgreSQL for the whole run, two assemblies at a time, one line at the end.
// Arguments: the folder for results, then parts of project paths to run only those.
var results = Path.GetFullPath(args[0]);
var root = Directory.GetCurrentDirectory();
var began = Stopwatch.GetTimestamp();
var suites = Suite.Find(root).Where(s => args.Length < 2 || args.Skip(1).Any(part => s.Name.Contains(part, StringComparison.OrdinalIgnoreCase))).ToList();
await using var engines = await TestEngines.Start();
Environment.SetEnvironmentVariable(TestEngines.Variable, engines.ToString());

var total = new Tally(0, 0, 0);
var printing = new Lock();
await Parallel.ForEachAsync(suites, new ParallelOptions { MaxDegreeOfParallelism = 2 }, async (suite, _) =>
{
    var started = Stopwatch.GetTimestamp();
    var outcome = await suite.Run(results);
    lock (printing)
    {
        total += outcome.Tally;
        Console.WriteLine($"{(outcome.Tally.Failed == 0 ? "ok    " : "FAILED")} {suite.Name}: {outcome.Tally} in {Stopwatch.GetElapsedTime(started).TotalSeconds:0} s");
        foreach (var failure in outcome.Failures)
        {
            Console.WriteLine($"       {failure}");
        }
    }
});

Console.WriteLine($"{suites.Count} suites in {Stopwatch.GetElapsedTime(began).TotalSeconds:0} s; results in {Path.GetRelativePath(root, results)}");
Console.WriteLine(total);
return total.Failed == 0 && total.Passed > 0 ? 0 : 1;
