using System.Collections.Frozen;
using System.Diagnostics;
using System.Globalization;
using Holdfast.Bench.Flags;

// P17: the evaluation of feature flags with many tenants in memory, against bare look-ups in a FrozenDictionary that holds every answer; and how long another process's change is unknown.
// An argument is another number of tenants, and writes nothing down.
// Short rounds, so that a busy machine interrupts few of them.
const int Pairs = 1000;
const int WarmUp = 200;
const int Evaluations = 20_000;
const int Changes = 40;
var count = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 10_000;
var before = Machine.LoadAverage();
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
    | {Machine.Median(pairs.Select(p => p.Ours)):F0} ({Machine.Quantile(0.05, pairs.Select(p => p.Ours)):F0} to {Machine.Quantile(0.95, pairs.Select(p => p.Ours)):F0}) | {Machine.Median(pairs.Select(p => p.Bare)):F0} ({Machine.Quantile(0.05, pairs.Select(p => p.Bare)):F0} to {Machine.Quantile(0.95, pairs.Select(p => p.Bare)):F0}) | {Machine.Median(pairs.Select(p => p.Ours / p.Bare)):F2} ({Machine.Quantile(0.05, pairs.Select(p => p.Ours / p.Bare)):F2} to {Machine.Quantile(0.95, pairs.Select(p => p.Ours / p.Bare)):F2}) |

    From the commit of another process's change until it holds here, {Changes} changes at random times: {Machine.Median(seen):F0} ms ({seen.Min():F0} to {seen.Max():F0}; target ≤ 1000).

    Medians, of evaluations with the fifth and the ninety-fifth of a hundred rounds, of changes with the least and the greatest. Machine: {Machine.Description}.
    Load average (1, 5, 15 minutes) {before} before and {Machine.LoadAverage()} after.

    """);
if (args.Length == 0)
{
    await Machine.Report("p17-flags", text);
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

static string Say(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
