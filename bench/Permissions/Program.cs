using System.Collections.Frozen;
using System.Diagnostics;
using System.Globalization;
using Holdfast.Platform.Kernel;

// P4: whether a principal with very many assignments may do something to a thing, against one look-up in a FrozenDictionary. An argument is another number of assignments, and writes nothing down.
const int Pairs = 1000;
const int WarmUp = 200;
const int Checks = 20_000;
const int RolesEach = 40;
const int PermissionsOfRole = 12;
var count = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 10_000;
var before = Machine.LoadAverage();
var random = new Random(4);
var tenant = TenantId.From(Guid.CreateVersion7());
string[] permissions = [.. Enumerable.Range(0, 80).Select(i => $"area{i / 4}:verb{i % 4}")];
string[][] roles = [.. Enumerable.Range(0, RolesEach).Select(_ => Enumerable.Range(0, PermissionsOfRole).Select(_ => permissions[random.Next(permissions.Length - 1)]).Distinct().ToArray())];
// A tree of a hundred organizations, ten groups in each, ten devices in each group.
ScopePath[] places = [.. Enumerable.Range(0, 100).Select(_ => Guid.CreateVersion7()).SelectMany(o => Enumerable.Range(0, 10).Select(_ => (Organization: o, Group: Guid.CreateVersion7())))
    .SelectMany(g => Enumerable.Range(0, 10).Select(_ => new ScopePath(g.Organization, g.Group, Guid.CreateVersion7())))];
// A role at one node each, at each of the three levels alike; and one permission on the whole tenant, the fourth.
var given = Enumerable.Range(0, count).SelectMany(i =>
{
    var place = places[random.Next(places.Length)];
    var node = (i % 3) switch
    {
        0 => new Scope(ScopeLevel.Organization, place.Organization!.Value),
        1 => new Scope(ScopeLevel.Group, place.Group!.Value),
        _ => new Scope(ScopeLevel.Device, place.Device!.Value),
    };
    return roles[random.Next(roles.Length)].Select(p => (tenant, node, p));
}).Append((tenant, new Scope(ScopeLevel.Tenant, tenant.Value), permissions[^1]));
var grants = Grants.Of(given);
var table = permissions.ToFrozenDictionary(p => p, p => p.Length, StringComparer.Ordinal);
var asked = Enumerable.Range(0, 4096).Select(_ => (Permission: permissions[random.Next(permissions.Length)], Place: places[random.Next(places.Length)])).ToArray();
var (may, pairs) = (0L, new List<(double Ours, double Bare)>());
for (var pair = -WarmUp; pair < Pairs; pair++)
{
    double ours = 0, bare = 0;
    for (var turn = 0; turn < 2; turn++)
    {
        if ((pair + WarmUp + turn) % 2 == 0)
        {
            ours = Time(() =>
            {
                for (var i = 0; i < Checks; i++)
                {
                    var (permission, place) = asked[i & 4095];
                    may += grants.ReachOf(tenant, permission).Covers(place) ? 1 : 0;
                }
            });
        }
        else
        {
            bare = Time(() =>
            {
                for (var i = 0; i < Checks; i++)
                {
                    may += table[asked[i & 4095].Permission];
                }
            });
        }
    }

    if (pair >= 0)
    {
        pairs.Add((ours, bare));
    }
}

var ratios = pairs.Select(p => p.Ours / p.Bare).ToArray();
var text = string.Create(CultureInfo.InvariantCulture, $"""
    # P4: permission checks

    `dotnet run -c Release --project bench/Permissions`

    One principal with {count:N0} assignments of {RolesEach} roles ({PermissionsOfRole} permissions each at most, of {permissions.Length}) at organizations, groups and devices of a tree of {places.Length:N0} devices, and one permission on the whole tenant.
    Ours: `Grants.ReachOf(tenant, permission).Covers(place)`, what the operation runner asks of a loaded thing, at random devices. Bare: one look-up in a FrozenDictionary by the permission's name. {Checks:N0} of each on one thread in a round, {Pairs} pairs of rounds, alternating who goes first.

    | ours, ns | bare FrozenDictionary, ns | ours ÷ bare (target ≤ 10) |
    | --- | --- | --- |
    | {Machine.Quantile(0.5, pairs.Select(p => p.Ours)):F1} | {Machine.Quantile(0.5, pairs.Select(p => p.Bare)):F1} | {Machine.Quantile(0.5, ratios):F2} ({Machine.Quantile(0.05, ratios):F2} to {Machine.Quantile(0.95, ratios):F2}) |

    Medians, with the fifth and the ninety-fifth of a hundred rounds. Machine: {Machine.Description}.
    Load average (1, 5, 15 minutes) {before} before and {Machine.LoadAverage()} after.

    """);
if (args.Length == 0)
{
    await Machine.Report("p04-permissions", text);
}

Console.WriteLine(text);
Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{may:N0} was counted."));

static double Time(Action act)
{
    var began = Stopwatch.GetTimestamp();
    act();
    return Stopwatch.GetElapsedTime(began).TotalNanoseconds / Checks;
}
