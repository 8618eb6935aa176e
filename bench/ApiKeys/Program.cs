using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Holdfast.Bench.ApiKeys;

// P11: the verification of API keys that were used a moment ago, with a million keys in the table, against the bare SHA-256 of the same texts. An argument is another number of
// keys, and writes nothing down.
const int Pairs = 32;
const int Verifications = 100_000;
var count = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 1_000_000;
var before = Machine.LoadAverage();
await using var keys = await Keys.Start(count);
var requests = keys.Texts.Select(Keys.Request).ToArray();
var texts = keys.Texts.Select(Encoding.ASCII.GetBytes).ToArray();
var first = new List<double>();
foreach (var request in requests)
{
    var began = Stopwatch.GetTimestamp();
    await keys.Verify(request);
    first.Add(Stopwatch.GetElapsedTime(began).TotalMicroseconds);
}

var pairs = new List<(double Ours, double Bare)>();
for (var pair = -4; pair < Pairs; pair++)
{
    double ours = 0, bare = 0;
    for (var turn = 0; turn < 2; turn++)
    {
        if ((pair + 4 + turn) % 2 == 0)
        {
            ours = await Verify();
        }
        else
        {
            bare = Bare();
        }
    }

    Console.WriteLine(Say($"{pair}: {ours:F0} ns, bare {bare:F0} ns, ratio {ours / bare:F2}"));
    if (pair >= 0)
    {
        pairs.Add((ours, bare));
    }
}

var ratios = pairs.Select(p => p.Ours / p.Bare).ToList();
var text = Say($"""
    # P11: API keys

    `dotnet run -c Release --project bench/ApiKeys`

    {count:N0} keys in the table, {requests.Length} of them in use in turn. Ours: what the door asks of a request's credential, from its header to the principal with its grants: shape, SHA-256, the key that is remembered by it, its end and its networks (the checksum is asked for only where no key is remembered);
    every 750 ms each key is read again from the database, which is counted in. Bare: .NET's SHA-256 of the same texts. {Verifications:N0} of each on one thread in a round, {Pairs} pairs of rounds, alternating who goes first.

    | ours, ns | bare SHA-256, ns | ours ÷ bare (target ≤ 2) |
    | --- | --- | --- |
    | {Machine.Median(pairs.Select(p => p.Ours)):F0} | {Machine.Median(pairs.Select(p => p.Bare)):F0} | {Machine.Median(ratios):F2} ({ratios.Min():F2} to {ratios.Max():F2}) |

    The first verification of a key, which reads it from the table: {Machine.Median(first):F0} µs ({first.Min():F0} to {first.Max():F0}).

    Medians, with the least and the greatest. Machine: {Machine.Description}.
    Load average (1, 5, 15 minutes) {before} before and {Machine.LoadAverage()} after.

    """);
if (args.Length == 0)
{
    await Machine.Report("p11-api-keys", text);
}

Console.WriteLine(text);

async Task<double> Verify()
{
    var began = Stopwatch.GetTimestamp();
    for (var i = 0; i < Verifications; i++)
    {
        await keys.Verify(requests[i % requests.Length]);
    }

    return Stopwatch.GetElapsedTime(began).TotalNanoseconds / Verifications;
}

double Bare()
{
    Span<byte> hash = stackalloc byte[32];
    var began = Stopwatch.GetTimestamp();
    for (var i = 0; i < Verifications; i++)
    {
        SHA256.HashData(texts[i % texts.Length], hash);
    }

    return Stopwatch.GetElapsedTime(began).TotalNanoseconds / Verifications;
}

static string Say(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
