using System.Collections.Frozen;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Holdfast.Bench.Flags;

// P17: the evaluation of feature flags with many tenants in memory, against bare look-ups in a FrozenDictionary that holds every answer; and how long another process's change is unknown.
// An argument is another number of tenants, and writes nothing down.
// Short rounds, so that a busy machine interrupts few of them.
const int Pairs = 1000;
const int WarmUp = 200;
const int Evaluations = 20_000;
const int Changes = 40;
var count = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 10_000;
var root = AppContext.BaseDirectory;
while (!File.Exists(Path.Combine(root, "Directory.Packages.props")))
{
    root = Path.GetDirectoryName(root) ?? throw new InvalidOperationException("Run inside the repository.");
}

var before = LoadAverage();
await using var installation = await Installation.Start(count);
var (flags, all, tenants) = (installation.Flags, installation.All, installation.Tenants);
// In an order that no cache foresees, the same in every round.
var random = new Random(17);
var asked = Enumerable.Range(0, 4096).Select(_ => (Tenant: tenants[random.Next(tenants.Length)], Flag: all[random.Next(all.Count)])).ToArray();
var answers = tenants.SelectMany(t => all.Select(f => (t, f))).ToFrozenDictionary(q => (q.t, q.f.Name), q => flags.IsOn(q.t, q.f));
var pairs = new List<(double Ours, double Bare)>();
var on = 0;
for (var pair = -WarmUp; pair < Pairs; pair++)
{
    double ours = 0, bare = 0;
    for (var turn = 0; turn < 2; turn++)
    {
        if ((pair + WarmUp + turn) % 2 == 0)
        {
            ours = Ours();
        }
        else
        {
            bare = Bare();
        }
    }

    if (pair >= 0)
    {
        pairs.Add((ours, bare));
    }
}

var seen = new List<double>();
var roles = all.Single(f => f.Name == "custom_roles");
var one = tenants[0];
for (var change = 0; change < Changes; change++)
{
    var isOn = change % 2 == 0;
    await installation.SetPlan(one, isOn ? "ENTERPRISE" : "STARTER");
    var began = Stopwatch.GetTimestamp();
    while (flags.IsOn(one, roles) != isOn)
    {
        await Task.Delay(1);
    }

    seen.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
    // So that no change falls together with the poll.
    await Task.Delay(random.Next(500));
}

var text = Say($"""
    # P17: feature flags

    `dotnet run -c Release --project bench/Flags`

    {tenants.Length:N0} tenants in memory on four plans, an eighth of them with a trial, a third with an override. Ours: `IFlags.IsOn` as the operation runner asks it: overrides with their ends, the tenant's plan, its trial with its end, the clock.
    Bare: a look-up in one FrozenDictionary by tenant and name, which holds every answer and can't change or end. {Evaluations:N0} of each on one thread in a round, over {asked.Length:N0} questions in random order, {Pairs} pairs of rounds, alternating who goes first.

    | ours, ns (target ≤ 1000) | bare FrozenDictionary, ns | ours ÷ bare |
    | --- | --- | --- |
    | {Median(pairs.Select(p => p.Ours)):F0} ({Quantile(0.05, pairs.Select(p => p.Ours)):F0} to {Quantile(0.95, pairs.Select(p => p.Ours)):F0}) | {Median(pairs.Select(p => p.Bare)):F0} ({Quantile(0.05, pairs.Select(p => p.Bare)):F0} to {Quantile(0.95, pairs.Select(p => p.Bare)):F0}) | {Median(pairs.Select(p => p.Ours / p.Bare)):F2} ({Quantile(0.05, pairs.Select(p => p.Ours / p.Bare)):F2} to {Quantile(0.95, pairs.Select(p => p.Ours / p.Bare)):F2}) |

    From the commit of another process's change until it holds here, {Changes} changes at random times: {Median(seen):F0} ms ({seen.Min():F0} to {seen.Max():F0}; target ≤ 1000).

    Medians, of evaluations with the fifth and the ninety-fifth of a hundred rounds, of changes with the least and the greatest. Machine: {Cpu()}, {Environment.ProcessorCount} cores, {RuntimeInformation.OSDescription}, .NET {Environment.Version}.
    Load average (1, 5, 15 minutes) {before} before and {LoadAverage()} after.

    """);
if (args.Length == 0)
{
    await File.WriteAllTextAsync(Path.Combine(root, "bench/results/p17-flags.md"), text.ReplaceLineEndings("\n"), new UTF8Encoding(false));
}

Console.WriteLine(text);
Console.WriteLine(Say($"{on:N0} were on."));

double Ours()
{
    var began = Stopwatch.GetTimestamp();
    for (var i = 0; i < Evaluations; i++)
    {
        var (tenant, flag) = asked[i & 4095];
        on += flags.IsOn(tenant, flag) ? 1 : 0;
    }

    return Stopwatch.GetElapsedTime(began).TotalNanoseconds / Evaluations;
}

double Bare()
{
    var began = Stopwatch.GetTimestamp();
    for (var i = 0; i < Evaluations; i++)
    {
        var (tenant, flag) = asked[i & 4095];
        on += answers[(tenant, flag.Name)] ? 1 : 0;
    }

    return Stopwatch.GetElapsedTime(began).TotalNanoseconds / Evaluations;
}

static double Median(IEnumerable<double> values) => Quantile(0.5, values);

static double Quantile(double part, IEnumerable<double> values)
{
    var sorted = values.Order().ToList();
    return sorted[(int)(part * sorted.Count)];
}

static string Say(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

static string Cpu() => File.Exists("/proc/cpuinfo") ? File.ReadLines("/proc/cpuinfo").First(l => l.StartsWith("model name", StringComparison.Ordinal)).Split(':')[1].Trim() : RuntimeInformation.ProcessArchitecture.ToString();

static string LoadAverage() => File.Exists("/proc/loadavg") ? string.Join(' ', File.ReadAllText("/proc/loadavg").Split(' ')[..3]) : "unknown";
