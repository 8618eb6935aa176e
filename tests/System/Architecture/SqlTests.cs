using System.Text.RegularExpressions;
using Holdfast.Hosts.Server;
using Holdfast.Tests.Harness;

namespace Holdfast.Tests.System.Architecture;

/// <summary>SQL of the modules, read as text: whose tables it names and that it names the tenant. Allow-lists here only become shorter.</summary>
public sealed partial class SqlTests
{
    // Statements that name no tenant, by file and table: the table has none, or takes it from the session.
    private static readonly string[] WithoutTenant =
    [
        "src/Modules/Access/AccessDb.cs: signing_key",
        "src/Modules/Access/Addresses/AddressDb.cs: guessing_address",
        "src/Modules/Access/Factors/PasskeyDb.cs: spent_challenge",
        "src/Modules/Access/Factors/SecondFactorDb.cs: spent_challenge",
        "src/Modules/Access/CompanyInvitationDb.cs: invitation",
        "src/Modules/Access/SignInDb.cs: login_throttle",
        // The platform's own log is of no tenant.
        "src/Modules/Access/SuperAdmins/PlatformEntryDb.cs: platform_entry",
        "src/Modules/Audit/PlatformKeyDb.cs: platform_key",
        "src/Modules/Fleet/Broker/BrokerDb.cs: broker_claims",
        "src/Modules/Fleet/Broker/BrokerDb.cs: broker_key",
        "src/Modules/Fleet/Broker/BrokerDb.cs: broker_step",
        // COPY cannot name a tenant: the column comes from the session. See the schema.
        "src/Modules/Fleet/TelemetryDb.cs: log_event_any",
        "src/Modules/Fleet/TelemetryDb.cs: metric_sample_any",
        // The operator's price list is nobody's.
        "src/Modules/Tenancy/PlanDb.cs: plan",
        "src/Modules/Tenancy/PlanDb.cs: plan_change",
        "src/Modules/Tenancy/PlanDb.cs: plan_flag",
        "src/Modules/Tenancy/PlanDb.cs: plan_quota",
    ];

    // Every table, and the module in whose Schema it stands.
    private static readonly Dictionary<string, string> Owners = Repository.Files("src/Modules", "*.sql")
        .Concat(Repository.Files("src/Platform/Data/Schema", "*.sql"))
        .SelectMany(f => CreateTable().Matches(File.ReadAllText(Repository.At(f))).Select(m => (Table: m.Groups[1].Value, Module: ModuleOf(f))))
        .DistinctBy(t => t.Table)
        .ToDictionary(t => t.Table, t => t.Module, StringComparer.Ordinal);

    private static readonly IReadOnlyList<(string Path, string Sql)> Statements =
        [.. Repository.Files("src/Modules", "*.cs").SelectMany(f => StringLiteral().Matches(File.ReadAllText(Repository.At(f))).Select(m => (f, Text(m).Trim())).Where(s => Statement().IsMatch(s.Item2)))];

    [Fact]
    public void Every_statement_names_the_tenant()
    {
        Statements.Count.ShouldBeGreaterThan(80);
        var without = Statements.Where(s => !s.Sql.Contains("tenant_id", StringComparison.Ordinal)).SelectMany(s => Tables(s.Sql).Select(t => $"{s.Path}: {t}"));
        without.Distinct().Order(StringComparer.Ordinal).ShouldBe(WithoutTenant.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_statement_is_about_tables_of_its_own_module()
    {
        Owners.Count.ShouldBeGreaterThan(35);
        var foreign = Statements.SelectMany(s => Tables(s.Sql).Where(t => Owners[t] != ModuleOf(s.Path)).Select(t => $"{s.Path}: {t} is of {Owners[t]}"));
        foreign.ShouldBeEmpty();
    }

    [Fact]
    public void No_foreign_key_leaves_its_module()
    {
        var crossing = Repository.Files("src/Modules", "*.sql").SelectMany(f => References().Matches(File.ReadAllText(Repository.At(f)))
            .Where(m => Owners[m.Groups[1].Value] != ModuleOf(f)).Select(m => $"{f}: {m.Value}"));
        crossing.ShouldBeEmpty();
    }

    [Fact]
    public void Sql_lives_in_the_db_classes() =>
        Statements.Select(s => s.Path).Distinct().Where(p => !p.EndsWith("Db.cs", StringComparison.Ordinal)).ShouldBeEmpty();

    [Fact]
    public void Sql_is_lower_case() =>
        Statements.Where(s => UpperKeyword().IsMatch(s.Sql)).Select(s => $"{s.Path}: {s.Sql}").ShouldBeEmpty();

    [Fact]
    public void Every_feature_has_a_permission_or_a_reason_in_its_source()
    {
        var silent = HoldfastModules.All().SelectMany(m => m.Features).Select(f => f.Operation.Feature!)
            .Where(type => !Access().IsMatch(File.ReadAllText(Repository.At($"src/{type.Namespace!["Holdfast.".Length..].Replace('.', '/')}/{type.Name}.cs"))));
        silent.ShouldBeEmpty();
    }

    // Names in a statement that are tables: after from, join, into, update, copy, or in a list.
    private static IEnumerable<string> Tables(string sql) => TableUse().Matches(sql).Select(m => m.Groups[1].Value).Where(Owners.ContainsKey).Distinct();

    private static string ModuleOf(string path) => path.StartsWith("src/Modules/", StringComparison.Ordinal) ? path.Split('/')[2] : "Platform";

    private static string Text(Match literal) => literal.Groups[1].Success ? literal.Groups[1].Value : literal.Groups[2].Value;

    [GeneratedRegex(@"^create table (?:if not exists )?(\w+)", RegexOptions.Multiline)]
    private static partial Regex CreateTable();

    [GeneratedRegex(@"\breferences (\w+)")]
    private static partial Regex References();

    [GeneratedRegex("\"\"\"(.*?)\"\"\"|\"((?:[^\"\\\\\\n]|\\\\.)*)\"", RegexOptions.Singleline)]
    private static partial Regex StringLiteral();

    [GeneratedRegex(@"^(?:select|insert into|update|delete from|with|copy)\s[\s\S]*", RegexOptions.IgnoreCase)]
    private static partial Regex Statement();

    [GeneratedRegex(@"\b(?:from|join|into|update|copy|using|only)\s+(?:\w+\.)?(\w+)")]
    private static partial Regex TableUse();

    [GeneratedRegex(@"\b(?:SELECT|INSERT|UPDATE|DELETE|WHERE|FROM|JOIN|VALUES|ORDER BY)\b")]
    private static partial Regex UpperKeyword();

    [GeneratedRegex(@"Admission\.(?:Requires\(|Within\(|SignedIn|Sensor|Provisioner|Platform|OpenToAll\(""[^""]{10,})")]
    private static partial Regex Access();
}
