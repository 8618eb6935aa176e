using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Holdfast.Hosts.Server;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Work;
using Npgsql;

namespace Holdfast.Tests.Harness;

/// <summary>
/// The real host on a free port, with a database of its own and a nats-server of its own. As an assembly fixture it serves all tests of an
/// assembly in parallel, each on a fresh tenant: <c>[assembly: AssemblyFixture(typeof(TestServer))]</c>.
/// </summary>
public sealed class TestServer : IAsyncDisposable
{
    private const string PasswordIterations = "Holdfast:access:PasswordIterations";
    private readonly Lazy<Task<Running>> running;

    /// <summary>With the settings that suit most tests; starts at first use.</summary>
    public TestServer() : this(new Dictionary<string, string?>(), _ => { })
    {
    }

    private TestServer(IReadOnlyDictionary<string, string?> settings, Action<IServiceCollection> parts) => running = new(() => Start(settings, parts));

    /// <summary>One that hashes passwords with as many iterations as an installation; the others make do with few.</summary>
    public static TestServer HashingAsInstalled() => With(new Dictionary<string, string?> { [PasswordIterations] = null });

    /// <summary>One with settings of its own on top, such as <c>Holdfast:Http:TenantBurst</c>; the caller disposes it.</summary>
    public static TestServer With(IReadOnlyDictionary<string, string?> settings) => new(settings, _ => { });

    /// <summary>One with settings and parts of its own: doubles of what is outside.</summary>
    public static TestServer With(IReadOnlyDictionary<string, string?> settings, Action<IServiceCollection> parts) => new(settings, parts);

    /// <summary>A setting's value that stands for the owner's connection to the server's database, which is there only when the server starts.</summary>
    public const string ItsOwner = "{owner}";

    /// <summary>What the server logged: for tests that look for secrets in it.</summary>
    public ConcurrentQueue<string> Log { get; } = new();

    /// <summary>The server's address.</summary>
    public async Task<Uri> Address() => (await running.Value).Address;

    /// <summary>The server's own parts, for what cannot be seen from outside.</summary>
    public async Task<IServiceProvider> Services() => (await running.Value).Host.Application.Services;

    /// <summary>The database as its owner, for looking at rows. The application's role sees less.</summary>
    public async Task<string> OwnerConnection() => (await running.Value).Owner;

    /// <summary>The database as the application's role.</summary>
    public async Task<string> ApplicationConnection() => (await running.Value).Application;

    /// <summary>A client that nobody is signed in with.</summary>
    public async Task<ApiClient> Anonymous() => new(await Address(), null);

    /// <summary>A new tenant with its administrator signed in.</summary>
    public async Task<TestTenant> NewTenant(string? company = null) => await TestTenant.Register(await Address(), company);

    /// <summary>The same, below another tenant.</summary>
    public async Task<TestTenant> NewTenantBelow(TestTenant provider)
    {
        ArgumentNullException.ThrowIfNull(provider);
        var tenant = await NewTenant("Customer");
        await Sql(tenant, "update control.tenant set parent_id = $1::uuid where tenant_id = $2::uuid", Guid.Parse(provider.Id), Guid.Parse(tenant.Id));
        return tenant;
    }

    /// <summary>A client of a tenant's administrator with the platform's own role, in a session with a second factor. The role's own tests go the long way.</summary>
    public async Task<ApiClient> NewSuperAdmin(TestTenant home)
    {
        ArgumentNullException.ThrowIfNull(home);
        var signedIn = (await (await Anonymous()).Post("/api/auth/login", new { email = home.Email, password = TestTenant.Password })).Expect(200);
        return await Raise(home, home.AdminId, new ApiClient(home.Admin.Address, signedIn.Text("accessToken")));
    }

    /// <summary>The same of another person of the tenant, with a role there.</summary>
    public async Task<ApiClient> NewSuperAdmin(TestTenant home, string role)
    {
        ArgumentNullException.ThrowIfNull(home);
        var (client, id) = await home.NewUserWithId(role);
        return await Raise(home, id, client);
    }

    /// <summary>Does now, once, what is due of a kind of work, as its loop does: <c>vault.remove_outside_secrets</c>. What fails for one tenant is no other's.</summary>
    public async Task Work(string name)
    {
        var services = await Services();
        var part = services.GetServices<WorkPart>().Single(w => w.Name == name);
        IReadOnlyList<WorkItem> found;
        await using (var scope = services.OpenWork(OpContext.OfSystem(default, name, "test")))
        {
            var database = services.GetRequiredService<IStores>().Control.Database;
            found = await ((IWork)scope.ServiceProvider.GetRequiredService(part.Type)).Find(database, new WorkQuery(10_000, []), CancellationToken.None);
        }

        var lanes = new WorkLanes<WorkItem>(name, TimeSpan.FromSeconds(1), 10_000, TimeProvider.System, services.GetRequiredService<ILoggerFactory>().CreateLogger(name));
        foreach (var item in found)
        {
            await lanes.Run(item, item.Tenant, async stop =>
            {
                var op = OpContext.OfSystem(item.Tenant, item.Operation ?? name, "test");
                await using var scope = services.OpenWork(op);
                await ((IWork)scope.ServiceProvider.GetRequiredService(part.Type)).Do(op, item, stop);
            }, CancellationToken.None);
        }
    }

    /// <summary>Does a reconciler's work now, once: <c>mail.expire_mails</c>.</summary>
    public async Task Reconcile(string name)
    {
        var services = await Services();
        var part = services.GetRequiredService<IReadOnlyList<ModuleManifest>>().SelectMany(m => m.Reconcilers).Single(r => r.Name == name);
        await using var scope = services.OpenWork(OpContext.OfSystem(default, name, "test"));
        await ((IReconciler)scope.ServiceProvider.GetRequiredService(part.Type)).Reconcile(CancellationToken.None);
    }

    /// <summary>Runs a statement on a tenant's rows behind the server's back, and answers the first column as text.</summary>
    public async Task<List<string>> Sql(TestTenant tenant, [ConstantExpected] string sql, params object[] parameters)
    {
        ArgumentNullException.ThrowIfNull(tenant);
        await using var connection = new NpgsqlConnection(await OwnerConnection());
        await connection.OpenAsync();
        await using var settings = new NpgsqlCommand("select set_config('holdfast.tenant', $1, false), set_config('search_path', 'shared, work', false)", connection) { Parameters = { new() { Value = tenant.Id } } };
        await settings.ExecuteNonQueryAsync();
#pragma warning disable CA2100 // Constants of tests.
        await using var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
        foreach (var parameter in parameters)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = parameter });
        }

        await using var reader = await command.ExecuteReaderAsync();
        var texts = new List<string>();
        while (await reader.ReadAsync())
        {
            texts.Add(Convert.ToString(reader.GetValue(0), CultureInfo.InvariantCulture)!);
        }

        return texts;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (running.IsValueCreated)
        {
            var started = await running.Value;
            await started.Host.Application.StopAsync();
            await started.Host.DisposeAsync();
            await started.Engines.DisposeAsync();
            Directory.Delete(started.Directory, recursive: true);
        }
    }

    private async Task<Running> Start(IReadOnlyDictionary<string, string?> settings, Action<IServiceCollection> parts)
    {
        var engines = await TestEngines.Start();
        var (owner, application) = await engines.NewDatabase();
        var directory = TestEngines.NewDirectory("server");
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(new Dictionary<string, string?>
            {
                ["Holdfast:Server:Port"] = "0",
                ["Holdfast:Server:DataDirectory"] = directory,
                ["Holdfast:Server:DatabaseUrl"] = application,
                ["Holdfast:Server:SearchPath"] = Environment.GetEnvironmentVariable("PATH"),
                ["Holdfast:Vault:KeyFile"] = Path.Combine(directory, "vault.key"),
                ["Holdfast:Http:AddressBurst"] = "1000000",
                ["Holdfast:Http:AddressPerSecond"] = "1000000",
                ["Holdfast:Http:SignInBurst"] = "1000000",
                ["Holdfast:Http:SignInPerSecond"] = "1000000",
                ["Holdfast:Http:TenantBurst"] = "1000000",
                ["Holdfast:Http:TenantPerSecond"] = "1000000",
                // Many tests sign in at once, on machines that have other work.
                ["Holdfast:access:PasswordsAtOnce"] = "8",
                ["Holdfast:access:PasswordWait"] = "00:00:30",
                // They all come from one address, and many guess.
                ["Holdfast:access:FreeGuessesOfAddress"] = "1000000000",
                ["Holdfast:Events:PollInterval"] = "00:00:00.2",
            })
            .AddInMemoryCollection(settings.Select(s => s.Value == ItsOwner ? KeyValuePair.Create<string, string?>(s.Key, owner) : s))
            .Build();
        var loggers = LoggerFactory.Create(logging => logging.SetMinimumLevel(LogLevel.Debug).AddFilter("Microsoft", LogLevel.Warning).AddFilter("Npgsql", LogLevel.Warning).AddProvider(new QueueLoggers(Log)));
        var built = await ServerHost.Build(configuration, loggers, new MicrosecondClock(), services => { HashQuickly(services, settings); parts(services); }, CancellationToken.None);
        if (!built.Succeeded)
        {
            throw new InvalidOperationException(built.Problem.Detail);
        }

        try
        {
            await built.Value.Application.StartAsync();
        }
        catch
        {
            await built.Value.DisposeAsync();
            await engines.DisposeAsync();
            Directory.Delete(directory, recursive: true);
            throw;
        }

        var address = built.Value.Application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        var anonymous = new ApiClient(new Uri(address), null);
        await Eventually.Holds("the server to be ready", async () => (await anonymous.Get("/health/ready")).Status == 200);
        return new Running(built.Value, engines, new Uri(address), owner, application, directory);
    }

    // Before the session is used for the first time: what is known of it then is remembered for seconds.
    private async Task<ApiClient> Raise(TestTenant home, string person, ApiClient client)
    {
        var (tenant, user) = (Guid.Parse(home.Id), Guid.Parse(person));
        await Sql(home, "insert into control.super_admin (tenant_id, user_id, granted_at) values ($1, $2, now())", tenant, user);
        await Sql(
            home,
            "update control.login_session set methods = '{pwd,otp,mfa}' where id = (select id from control.login_session where tenant_id = $1 and user_id = $2 order by id desc limit 1)",
            tenant,
            user);
        return client;
    }

    // Every test signs somebody in: with an installation's iterations that would be a fifth of what a run costs. A test that names them gets them.
    private static void HashQuickly(IServiceCollection services, IReadOnlyDictionary<string, string?> settings)
    {
        if (!settings.ContainsKey(PasswordIterations))
        {
            services.AddSingleton<IPasswordHasher<object>>(new PasswordHasher<object>(Options.Create(new PasswordHasherOptions { IterationCount = 1_000 })));
        }
    }

    private sealed record Running(ServerHost Host, TestEngines Engines, Uri Address, string Owner, string Application, string Directory);

    private sealed class QueueLoggers(ConcurrentQueue<string> lines) : ILoggerProvider
    {
        public ILogger CreateLogger(string categoryName) => new QueueLogger(categoryName, lines);

        public void Dispose()
        {
            // Nothing is held.
        }
    }

    private sealed class QueueLogger(string category, ConcurrentQueue<string> lines) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            var line = $"{logLevel} {category}: {formatter(state, exception)} {exception}";
            lines.Enqueue(line);
            if (logLevel >= LogLevel.Error)
            {
                // The test command keeps what a suite prints; some tests provoke errors, so these lines alone fail nothing.
                Console.Error.WriteLine(line);
            }
        }
    }
}
