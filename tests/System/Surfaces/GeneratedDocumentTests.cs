using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Holdfast.Hosts.Server;
using Holdfast.Platform.Data;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Events;
using Holdfast.Platform.Modularity.Refusals;
using Holdfast.Platform.Modularity.Work;
using Holdfast.Platform.Outbound;
using Holdfast.Platform.Telemetry;
using Holdfast.Tests.Harness;

namespace Holdfast.Tests.System.Surfaces;

/// <summary>Reference pages that are written from the program itself, so that they can't be wrong.</summary>
public sealed partial class GeneratedDocumentTests
{
    private const string Note = "\n<!-- Written from the program by tests/System/Surfaces; HOLDFAST_UPDATE_SNAPSHOTS=1 rewrites it. -->\n\n";

    // A number that stands for any number in a problem's words.
    private const int AnyNumber = 7777;
    private static readonly IReadOnlyList<ModuleManifest> Modules = HoldfastModules.All();
    private static readonly Assembly[] Assemblies = [.. Directory.EnumerateFiles(AppContext.BaseDirectory, "Holdfast.*.dll")
        .Where(f => !Path.GetFileName(f).StartsWith("Holdfast.Tests.", StringComparison.Ordinal))
        .Order(StringComparer.Ordinal)
        .Select(f => Assembly.Load(Path.GetFileNameWithoutExtension(f)))];

    [Fact]
    public Task Permissions()
    {
        var text = new StringBuilder("# Permissions\n").Append(Note)
            .Append("A permission is `area:verb`. `admin` implies `write` implies `read`; other verbs stand alone.\n\n| Permission | Meaning | Roles |\n| --- | --- | --- |\n");
        foreach (var permission in Modules.SelectMany(m => m.Permissions).OrderBy(p => p.Name, StringComparer.Ordinal))
        {
            var roles = StockRole.All.Where(r => r.PermissionsOf(Modules).Contains(permission.Name)).Select(r => r.Id);
            text.AppendLine(CultureInfo.InvariantCulture, $"| `{permission.Name}` | {permission.Meaning} | {string.Join(", ", roles)} |");
        }

        text.Append("\n## Roles\n\n| Role | Meaning | Permissions |\n| --- | --- | --- |\n");
        foreach (var role in StockRole.All)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"| {role.Id} | {role.Meaning} | {(role == StockRole.Admin ? "all" : string.Join(" ", role.PermissionsOf(Modules).Select(g => $"`{g}`")))} |");
        }

        return Snapshot.Matches("docs/generated/permissions.md", text.ToString());
    }

    [Fact]
    public Task Problems()
    {
        var text = new StringBuilder("# Problems\n").Append(Note)
            .Append("Every error is an RFC 9457 problem; `code` is stable and never renamed. `…` and `N` stand for what the case fills in.\n\n| Code | Status | Detail |\n| --- | --- | --- |\n");
        var problems = Assemblies.Where(a => !a.GetName().Name!.StartsWith("Holdfast.Hosts.Sensor", StringComparison.Ordinal))
            .SelectMany(a => a.GetTypes())
            .Where(t => t.Name.EndsWith("Problems", StringComparison.Ordinal) && t is { IsAbstract: true, IsSealed: true })
            .SelectMany(Made)
            .DistinctBy(p => (p.Code, p.Detail))
            .OrderBy(p => p.Code, StringComparer.Ordinal).ThenBy(p => p.Detail, StringComparer.Ordinal)
            .ToList();
        problems.Count.ShouldBeGreaterThan(80);
        foreach (var problem in problems)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"| `{problem.Code}` | {ProblemWriter.Status(problem.Kind)} | {problem.Detail.Replace($"{AnyNumber}", "N", StringComparison.Ordinal).Replace("|", "\\|", StringComparison.Ordinal).ReplaceLineEndings(" ")} |");
        }

        text.AppendLine(CultureInfo.InvariantCulture, $"| `{ProblemWriter.UnexpectedCode}` | 500 | {ProblemWriter.UnexpectedDetail} |");
        return Snapshot.Matches("docs/generated/problems.md", text.ToString());
    }

    [Fact]
    public void No_problem_is_made_where_the_list_does_not_see_it()
    {
        // The command line's and the sensor's own codes are no answers of the API.
        var sources = Repository.Files("src", "*.cs").Where(f => f != "src/Platform/Kernel/Problem.cs" && !f.StartsWith("src/Hosts/Sensor/", StringComparison.Ordinal)).ToList();
        sources.Where(f => !f.EndsWith("Problems.cs", StringComparison.Ordinal)).SelectMany(f => ProblemMade().Matches(Text(f)).Select(m => $"{f}: {m.Value}")).ShouldBeEmpty();

        var listed = File.ReadAllText(Repository.At("docs/generated/problems.md"));
        sources.Where(f => !f.StartsWith("src/Hosts/Cli/", StringComparison.Ordinal))
            .SelectMany(f => ProblemCode().Matches(Text(f)).Select(m => m.Groups[1].Value))
            .Where(code => !listed.Contains($"| `{code}` |", StringComparison.Ordinal))
            .ShouldBeEmpty();

        static string Text(string file) => File.ReadAllText(Repository.At(file));
    }

    [Fact]
    public Task Operations()
    {
        var text = new StringBuilder("# Operations\n").Append(Note)
            .Append("What the audit log can name as an entry's action, and as the actor where the platform acts by itself. A read is named only where it was refused.\n")
            .Append("\n## Asked for\n\n| Operation | By whom | What it does |\n| --- | --- | --- |\n");
        var asked = Modules.SelectMany(m => m.Features).Select(f => f.Operation).OrderBy(o => o.Name, StringComparer.Ordinal).ToList();
        foreach (var operation in asked)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"| `{operation.Name}` | {operation.Admission}{(operation.Admission.Flag is { } flag ? $", of plans with `{flag.Name}`" : "")} | {Said(SourceComments.Of(operation.Feature!))} |");
        }

        text.Append("\n## Done by the platform itself, or as a step of others\n\n| Operation |\n| --- |\n");
        var own = Modules.SelectMany(m => m.Handlers.Select(h => h.Handler).Concat(m.Reconcilers.Select(r => r.Name)).Concat(m.Works.Select(w => w.Name)))
            .Concat(NamedInCode())
            .Except(asked.Select(o => o.Name))
            .Except(Modules.SelectMany(m => m.Publishes.Select(e => e.Name)))
            .Distinct()
            .Order(StringComparer.Ordinal);
        foreach (var name in own)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"| `{name}` |");
        }

        return Snapshot.Matches("docs/generated/operations.md", text.ToString());
    }

    // Sign-in checks, ingest and steps within others have no part of their own: the code names them. Names of spans, addresses and events, and codes of problems, look the same.
    private static IEnumerable<string> NamedInCode()
    {
        var names = new Regex($@"(?<!StartActivity\(\s*|WithName\()""((?:platform|{string.Join('|', Modules.Select(m => m.Name))})\.[a-z_]+)""");
        return Repository.Files("src/Modules", "*.cs").Concat(Repository.Files("src/Platform", "*.cs")).Append("src/Hosts/Server/LiveEndpoint.cs")
            .Where(f => !f.EndsWith("Problems.cs", StringComparison.Ordinal))
            .SelectMany(f => names.Matches(File.ReadAllText(Repository.At(f))).Select(m => m.Groups[1].Value));
    }

    [Fact]
    public void A_code_has_one_status()
    {
        var two = Assemblies.SelectMany(a => a.GetTypes())
            .Where(t => t.Name.EndsWith("Problems", StringComparison.Ordinal) && t is { IsAbstract: true, IsSealed: true })
            .SelectMany(Made)
            .GroupBy(p => p.Code)
            .Where(g => g.Select(p => p.Kind).Distinct().Count() > 1)
            .Select(g => g.Key);
        two.ShouldBeEmpty();
    }

    [Fact]
    public Task Events()
    {
        var text = new StringBuilder("# Events\n").Append(Note).Append("What webhooks can ask for. Members may be added; none is renamed or removed.\n");
        var types = Assemblies.SelectMany(a => a.GetTypes()).Where(t => t.IsAssignableTo(typeof(IEvent)) && !t.IsAbstract).ToDictionary(NameOf, StringComparer.Ordinal);
        Modules.SelectMany(m => m.Publishes).Select(e => e.Name).Order(StringComparer.Ordinal).ShouldBe(types.Keys.Order(StringComparer.Ordinal));
        var heardBy = Modules.SelectMany(m => m.Publishes).ToDictionary(e => e.Name, e => e.HeardBy.Name, StringComparer.Ordinal);
        foreach (var (name, type) in types.OrderBy(t => t.Key, StringComparer.Ordinal))
        {
            SourceComments.Of(type).ShouldNotBeEmpty($"{name} says nothing of itself.");
            text.Append(CultureInfo.InvariantCulture, $"\n## {name}\n\n{Said(SourceComments.Of(type))} Heard by who has `{heardBy[name]}` where it happens.\n\n| Member | Type | Meaning |\n| --- | --- | --- |\n");
            foreach (var property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance))
            {
                var meaning = Said(SourceComments.Of(property));
                meaning.ShouldNotBeEmpty($"{name}: {property.Name} says nothing of itself; write a <param> for it.");
                text.AppendLine(CultureInfo.InvariantCulture, $"| `{JsonNamingPolicy.CamelCase.ConvertName(property.Name)}` | {WireType(property)} | {meaning} |");
            }
        }

        return Snapshot.Matches("docs/generated/events.md", text.ToString());
    }

    [Fact]
    public Task Configuration()
    {
        var text = new StringBuilder("# Configuration\n").Append(Note).Append("""
            Settings come from, in this order (the later wins): defaults, `holdfast.json` in the data directory, environment variables, flags of `serve`.
            Any setting has an environment variable: its name with `__` for `:`, such as `Holdfast__Http__MaxBodyBytes`. Lists take `__0`, `__1`, …
            What is unknown or out of range stops the start.

            """);
        (string Section, Type Type)[] sections =
        [
            ("Holdfast:Server", typeof(ServerOptions)), ("Holdfast:Http", typeof(HttpOptions)), ("Holdfast:Events", typeof(EventOptions)),
            ("Holdfast:Work", typeof(WorkOptions)), ("Holdfast:Refusals", typeof(RefusalOptions)),
            ("Holdfast:Outbound", typeof(OutboundOptions)), ("Holdfast:Telemetry", typeof(TelemetryOptions)),
            .. Modules.SelectMany(m => m.Options).Select(o => (o.Section, o.Type)),
        ];
        foreach (var (section, type) in sections)
        {
            text.Append(CultureInfo.InvariantCulture, $"\n## {section}\n\n{Said(SourceComments.Of(type))}\n\n| Setting | Default | Range | Short names | Meaning |\n| --- | --- | --- | --- | --- |\n");
            foreach (var (name, property, value) in Settings(type))
            {
                var key = $"{section}:{name}";
                var meaning = Said(SourceComments.Of(property));
                meaning.ShouldNotBeEmpty($"{key} says nothing of itself.");
                var names = ServerConfiguration.EnvironmentNames.Concat(ServerConfiguration.Flags).Where(n => n.Value.Equals(key, StringComparison.OrdinalIgnoreCase)).Select(n => $"`{n.Key}`");
                text.AppendLine(CultureInfo.InvariantCulture, $"| `{name}` | {Shown(value)} | {Range(property)} | {string.Join(" ", names)} | {meaning} |");
            }
        }

        return Snapshot.Matches("docs/generated/configuration.md", text.ToString());
    }

    // In a table a bar ends the cell.
    private static string Said(string comment) => comment.Replace("|", "\\|", StringComparison.Ordinal);

    // A group of settings inside a section is shown as its members: Azure:VaultUrl.
    private static IEnumerable<(string Name, PropertyInfo Property, object? Default)> Settings(Type type)
    {
        var defaults = Activator.CreateInstance(type, nonPublic: true)!;
        return type.GetProperties(BindingFlags.Public | BindingFlags.Instance).SelectMany(p => p.PropertyType.Name.EndsWith("Options", StringComparison.Ordinal)
            ? Settings(p.PropertyType).Select(inner => ($"{p.Name}:{inner.Name}", inner.Property, inner.Default))
            : [(p.Name, p, p.GetValue(defaults))]);
    }

    private static IEnumerable<Problem> Made(Type type)
    {
        const BindingFlags Any = BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;
        var fixedOnes = type.GetProperties(Any).Where(p => p.PropertyType == typeof(Problem)).Select(p => (Problem)p.GetValue(null)!);
        var made = type.GetMethods(Any).Where(m => m.ReturnType == typeof(Problem) && m is { IsSpecialName: false, IsPrivate: false })
            .Select(m => (Problem)m.Invoke(null, [.. m.GetParameters().Select(p => Argument(p.ParameterType))])!);
        return fixedOnes.Concat(made);
    }

    private static object? Argument(Type type) =>
        type == typeof(string) ? "…"
        : type == typeof(int) ? AnyNumber
        : type == typeof(long) ? (long)AnyNumber
        : type == typeof(TimeSpan) ? TimeSpan.FromSeconds(AnyNumber)
        : type.IsEnum ? Enum.GetValues(type).GetValue(0)
        : type.IsAssignableFrom(typeof(Dictionary<string, string>)) ? new Dictionary<string, string> { ["…"] = "…" }
        : type.IsAssignableFrom(typeof(string[])) ? new[] { "…" }
        : type.IsValueType ? Activator.CreateInstance(type)
        : RuntimeHelpers.GetUninitializedObject(type);

    private static string NameOf(Type type) => (string)typeof(GeneratedDocumentTests).GetMethod(nameof(StaticName), BindingFlags.Static | BindingFlags.NonPublic)!.MakeGenericMethod(type).Invoke(null, null)!;

    private static string StaticName<T>() where T : IEvent => T.Name;

    private static string WireType(PropertyInfo property)
    {
        var type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
        var isNull = Nullable.GetUnderlyingType(property.PropertyType) is not null || new NullabilityInfoContext().Create(property).ReadState == NullabilityState.Nullable;
        return WireType(type) + (isNull ? " or null" : "");
    }

    private static string WireType(Type type) =>
        type == typeof(string) ? "text"
        : type == typeof(Guid) || type.GetInterfaces().Any(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IId<>)) ? "id"
        : type == typeof(bool) ? "boolean"
        : type == typeof(DateTimeOffset) ? "time"
        : type.IsPrimitive ? "number"
        : type.IsEnum ? string.Join(", ", Enum.GetValues(type).Cast<Enum>().Select(EnumText.Of))
        : type.GetInterfaces().Append(type).FirstOrDefault(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IEnumerable<>)) is { } list ? $"list of {WireType(list.GetGenericArguments()[0])}"
        : "object";

    private static string Shown(object? value) => value switch
    {
        null or "" => "",
        bool flag => flag ? "`true`" : "`false`",
        TimeSpan time => $"`{time:c}`",
        Array { Length: 0 } => "",
        Array list => string.Join(" ", list.Cast<object>().Select(Shown)),
        _ => $"`{string.Create(CultureInfo.InvariantCulture, $"{value}")}`",
    };

    private static string Range(PropertyInfo property) => property.GetCustomAttribute<RangeAttribute>() is { } range
        ? string.Create(CultureInfo.InvariantCulture, $"{range.Minimum} … {range.Maximum}")
        : property.GetCustomAttribute<RequiredAttribute>() is null ? "" : "needed";

    [GeneratedRegex(@"new Problem\(|new\(\s*ProblemKind\.|Problem\.OfField\(")]
    private static partial Regex ProblemMade();

    [GeneratedRegex(@"(?:ProblemKind\.\w+,|OfField\()\s*""([a-z_]+\.[a-z_]+)""")]
    private static partial Regex ProblemCode();
}
