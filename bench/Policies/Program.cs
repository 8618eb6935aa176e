using System.Diagnostics;
using System.Globalization;
using System.Text;
using Holdfast.Bench.Policies;
using Holdfast.Modules.Access.Policies;
using Holdfast.Modules.Access.Policies.Residuals;

// P5: decisions by 1,000 policies, ours against Cedar's own engine as npm has it (WebAssembly), which has parsed them before as ours has. An argument is another number of pairs, and
// writes nothing down.
var pairs = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 12;
var npm = Path.Combine(Machine.Repository, "bench/Policies/npm");
using (var install = Process.Start(new ProcessStartInfo("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund"]) { WorkingDirectory = npm })!)
{
    await install.WaitForExitAsync();
}

var before = Machine.LoadAverage();
var rows = new StringBuilder();
foreach (var work in new[] { Work.Scoped, Work.Open })
{
    var set = PolicySet.Parse(work.Text).Value ?? throw new InvalidOperationException("The policies cannot be read.");
    var (authorizer, open) = (new Authorizer(FailedForbid.Skipped), new OpenResource(FailedForbid.Forbids));
    var stores = work.Requests.Select(r => new EntityStore(Work.EntitiesOf(r))).ToArray();
    using var cedar = await Cedar.Start(npm, work);
    var (ours, withEntities, openly, theirs) = (new List<double>(), new List<double>(), new List<double>(), new List<double>());
    // As many as take about half a second each.
    var (few, many) = (work == Work.Open ? 40 : 100, work == Work.Open ? 2_000 : 200_000);
    for (var pair = -3; pair < pairs; pair++)
    {
        (double, int) Ours() => Measured(many, i => authorizer.Decide(set, work.Requests[i], stores[i]).Decision == Decision.Allow);
        ((double Nanoseconds, int Allowed) our, (double Nanoseconds, int Allowed) their) = pair % 2 == 0 ? (Ours(), await cedar.Decide(few)) : await Swapped(cedar.Decide(few), Ours);
        var entities = Measured(many, i => authorizer.Decide(set, work.Requests[i], new EntityStore(Work.EntitiesOf(work.Requests[i]))).Decision == Decision.Allow);
        var all = Measured(many, i => open.Decide(set, work.Requests[i].Principal, work.Requests[i].Action, work.Requests[i].Context, stores[i]) is { Count: > 0 });
        // The same questions have the same answers: of as many as both were asked in full turns.
        if (few % work.Requests.Count == 0 && our.Allowed * (long)few != their.Allowed * (long)many)
        {
            throw new InvalidOperationException($"Ours allows {our.Allowed} of {many}, Cedar {their.Allowed} of {few}.");
        }

        Console.WriteLine(Say($"{work.Name} {pair}: {our.Nanoseconds:F0} ns, with entities {entities.Item1:F0} ns, all resources {all.Item1:F0} ns, cedar-wasm {their.Nanoseconds:F0} ns, {their.Nanoseconds / our.Nanoseconds:F0} times"));
        if (pair >= 0)
        {
            ours.Add(our.Nanoseconds);
            withEntities.Add(entities.Item1);
            openly.Add(all.Item1);
            theirs.Add(their.Nanoseconds);
        }
    }

    rows.Append(Say($"| {work.Name} | {Machine.Median(ours):N0} | {Machine.Median(withEntities):N0} | {Machine.Median(openly):N0} | {Machine.Median(theirs):N0} | {Spread(theirs, ours)} | {Spread(theirs, withEntities)} |\n"));
}

var text = Say($"""
    # P5: decisions by 1,000 policies

    `dotnet run -c Release --project bench/Policies`

    1,000 policies with two conditions each, one in ten of them a forbid; 100 questions in turn, on one thread. Ours: `Authorizer.Decide` with the policies parsed and the entities known; and with the entities of the question (five) put together for each decision.
    All resources at once: `OpenResource.Decide`, what the product asks for each operation. cedar-wasm: `statefulIsAuthorized` of `@cedar-policy/cedar-wasm` 4.13.0 with a preparsed policy set, in Node, which takes the same five entities with each question. {pairs} pairs of rounds, alternating who goes first.

    | policies | ours, ns | ours with entities, ns | ours, all resources, ns | cedar-wasm, ns | cedar-wasm ÷ ours (target ≥ 100) | cedar-wasm ÷ ours with entities |
    | --- | --- | --- | --- | --- | --- | --- |
    {rows.ToString().TrimEnd('\n')}

    Medians, with the least and the greatest. Machine: {Machine.Description}.
    Load average (1, 5, 15 minutes) {before} before and {Machine.LoadAverage()} after.

    """);
if (args.Length == 0)
{
    await Machine.Report("p05-policies", text);
}

Console.WriteLine(text);

(double Nanoseconds, int Allowed) Measured(int count, Func<int, bool> decide)
{
    var (began, allowed) = (Stopwatch.GetTimestamp(), 0);
    for (var i = 0; i < count; i++)
    {
        allowed += decide(i % 100) ? 1 : 0;
    }

    return (Stopwatch.GetElapsedTime(began).TotalNanoseconds / count, allowed);
}

static async Task<((double, int), (double, int))> Swapped(Task<(double, int)> first, Func<(double, int)> then)
{
    var their = await first;
    return (then(), their);
}

static string Spread(List<double> of, List<double> by)
{
    var ratios = of.Zip(by, (a, b) => a / b).ToList();
    return Say($"{Machine.Median(ratios):N0} ({ratios.Min():N0} to {ratios.Max():N0})");
}

static string Say(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
