using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using Holdfast.Bench.Audit;
using Holdfast.Modules.Audit.Proof;
using Holdfast.Platform.Cryptography;

// P9: entries a second from the change to their place under a signed checkpoint, against psql \copy of the same rows; and the verification of an
// export, against the bare SHA-256 of what it hashes.
const int Rounds = 5;
const int VerifyPairs = 32;
var before = Machine.LoadAverage();
var appends = new List<(double Ours, double Copy)>();
List<byte[]> bodies;
await using (var log = await Log.Start())
{
    // The first round warms the machine and is not counted.
    for (var round = 0; round <= Rounds; round++)
    {
        var ours = Log.Entries / (await log.Append()).TotalSeconds;
        var copy = Log.Entries / (await log.Copy()).TotalSeconds;
        Console.WriteLine(Say($"append {round}: {ours:N0} entries/s, psql {copy:N0} rows/s, ratio {ours / copy:F3}"));
        if (round > 0)
        {
            appends.Add((ours, copy));
        }
    }

    bodies = await log.Bodies();
}

using var signer = new Ed25519Signer(RandomNumberGenerator.GetBytes(Ed25519.SeedSize));
var key = new VerifierKey("bench.example/log", signer.PublicKey.Span);
var tree = new MerkleFrontier();
tree.Append([.. bodies.Select(b => MerkleHash.OfLeaf(b))]);
var export = new MemoryStream();
foreach (var body in bodies)
{
    export.Write(body);
    export.WriteByte((byte)'\n');
}

export.Write(AuditExport.Trailer(new Checkpoint(key.Name, tree.Size, tree.Root).Sign(key, signer), key));
var verifications = new List<(double Ours, double Bare)>();
for (var pair = -4; pair < VerifyPairs; pair++)
{
    double ours = 0, bare = 0;
    for (var turn = 0; turn < 2; turn++)
    {
        if (((pair + 4) + turn) % 2 == 0)
        {
            ours = await Verify();
        }
        else
        {
            bare = Bare();
        }
    }

    if (pair >= 0)
    {
        verifications.Add((ours, bare));
    }
}

var copyRatios = appends.Select(a => a.Ours / a.Copy).ToList();
var verifyRatios = verifications.Select(v => v.Bare / v.Ours).ToList();
var text = Say($"""
    # P9: the audit log

    `dotnet run -c Release --project bench/Audit`

    ## Append

    {Log.Entries:N0} entries a round by four writers, 100 in a change, from the first until the last has its place in the tree under a signed checkpoint: canonical form, rows with their indexes, intake, leaf, nodes,
    checkpoint. Against `psql \copy` of the same rows into a table with the same columns and indexes, psql's own start included. {Rounds} counted rounds; PostgreSQL with its usual durability, all on one machine.

    | ours, entries/s | psql \copy, rows/s | ours ÷ psql (target ≥ 0.5) |
    | --- | --- | --- |
    | {Machine.Median(appends.Select(a => a.Ours)):N0} | {Machine.Median(appends.Select(a => a.Copy)):N0} | {Machine.Median(copyRatios):F3} ({copyRatios.Min():F3} to {copyRatios.Max():F3}) |

    ## Verify

    An export of {bodies.Count:N0} entries ({export.Length / bodies.Count:N0} bytes each) is read from memory and verified as `holdfast audit verify` does it, on one thread. Bare: .NET's SHA-256 of the same leaves and of as many inner nodes, nothing
    else. {VerifyPairs} pairs, alternating who goes first.

    | ours, ms | bare SHA-256, ms | bare ÷ ours (target ≥ 0.7) |
    | --- | --- | --- |
    | {Machine.Median(verifications.Select(v => v.Ours)):F1} | {Machine.Median(verifications.Select(v => v.Bare)):F1} | {Machine.Median(verifyRatios):F2} ({verifyRatios.Min():F2} to {verifyRatios.Max():F2}) |

    Medians, with the least and the greatest. Machine: {Machine.Description}.
    Load average (1, 5, 15 minutes) {before} before and {Machine.LoadAverage()} after.

    """);
await Machine.Report("p09-audit", text);
Console.WriteLine(text);

async Task<double> Verify()
{
    export.Position = 0;
    var began = Stopwatch.GetTimestamp();
    var verified = await AuditExport.Verify(export, key, null, CancellationToken.None);
    var took = Stopwatch.GetElapsedTime(began).TotalMilliseconds;
    return verified.Succeeded ? took : throw new InvalidOperationException(verified.Problem.Detail);
}

double Bare()
{
    Span<byte> hash = stackalloc byte[32];
    Span<byte> node = stackalloc byte[65];
    var began = Stopwatch.GetTimestamp();
    foreach (var body in bodies)
    {
        SHA256.HashData(body, hash);
    }

    for (var i = 1; i < bodies.Count; i++)
    {
        SHA256.HashData(node, hash);
    }

    return Stopwatch.GetElapsedTime(began).TotalMilliseconds;
}

static string Say(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
