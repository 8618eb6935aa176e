using System.Diagnostics;
using System.Security.Cryptography;
using System.Text.Json;
using Holdfast.Hosts.Server;
using Holdfast.Modules.Fleet.Protocol;
using Holdfast.Platform.Embedded;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Messaging;
using Holdfast.Platform.Messaging.JetStream;
using Holdfast.Tests.Harness;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Holdfast.Bench.Ingest;

/// <summary>The real server with its own engines, one tenant and one device.</summary>
internal sealed class TestBed : IAsyncDisposable
{
    private readonly string directory;
    private readonly EmbeddedPostgres postgres;
    private readonly ServerHost host;
    private readonly NpgsqlDataSource owner;
    private readonly EnrollResponse enrolled;

    private TestBed(string directory, EmbeddedPostgres postgres, ServerHost host, EnrollResponse enrolled)
    {
        (this.directory, this.postgres, this.host, this.enrolled) = (directory, postgres, host, enrolled);

        // Row security binds the owner too: this is the tenant that it looks at.
        owner = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(postgres.OwnerConnectionString) { Options = Options }.ConnectionString);
    }

    public Guid Device => enrolled.DeviceId;

    private string Options => $"-c holdfast.tenant={enrolled.TenantId} -c search_path=shared";

    public static async Task<TestBed> Start()
    {
        var directory = TestEngines.NewDirectory("p07");
        var path = Environment.GetEnvironmentVariable("PATH") ?? "";
        var postgres = (await EmbeddedPostgres.Start(
            new EmbeddedPostgresOptions { Directory = Path.Combine(directory, "postgres"), SearchPath = path }, NullLogger.Instance, TimeProvider.System, CancellationToken.None)).Value;
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Holdfast:Server:Port"] = "0",
            ["Holdfast:Server:DataDirectory"] = directory,
            ["Holdfast:Server:DatabaseUrl"] = postgres.AppConnectionString,
            ["Holdfast:Server:DatabaseMigrationUrl"] = postgres.OwnerConnectionString,
            ["Holdfast:Server:SearchPath"] = path,
            ["Holdfast:Server:Roles"] = "Api, Ingest",
            ["Holdfast:Vault:KeyFile"] = Path.Combine(directory, "vault.key"),
            ["Holdfast:Fleet:StreamBytes"] = $"{256L * 1024 * 1024}",
            ["Holdfast:Fleet:BatchMessages"] = $"{Samples.InHand}",
        }).Build();
        var host = (await ServerHost.Build(configuration, NullLoggerFactory.Instance, new MicrosecondClock(), CancellationToken.None)).Value;
        await host.Application.StartAsync();
        var address = new Uri(host.Application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
        var tenant = await TestTenant.Register(address);
        var token = (await tenant.Admin.Post("/api/enrollment-tokens", new { groupId = await tenant.NewGroup(), expiresInMinutes = 10, maxUses = 1 })).Expect(201).Text("token");
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new EnrollRequest(token, SensorPublicKey.Write(key), "bench", "bench", "Linux", "1", "x64", "1", EnrollmentProof.Write(key, token));
        var answer = (await new ApiClient(address, null).Post(SensorRoutes.Enroll, request)).Expect(201);
        return new(directory, postgres, host, JsonSerializer.Deserialize(answer.Body, SensorJson.Default.EnrollResponse)!);
    }

    public async Task Empty()
    {
        await using var command = owner.CreateCommand("truncate metric_sample_any, telemetry_message");
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>From the stream to the commit of the last document.</summary>
    public async Task<TimeSpan> Ingest(Samples samples)
    {
        await using var gate = await owner.OpenConnectionAsync();
        await using var closed = await gate.BeginTransactionAsync();
        await using var hold = new NpgsqlCommand("select committed_seq from device where id = $1 for update", gate) { Parameters = { new() { Value = Device } } };
        var committed = (long)(await hold.ExecuteScalarAsync())!;
        var broker = new NatsJSContext(host.Application.Services.GetRequiredService<NatsConnection>());
        var subject = new DeviceSubject(enrolled.TenantId, Device, DeviceMessage.Metrics).ToString();
        foreach (var some in samples.AsDocuments(committed).Chunk(100))
        {
            var sent = new List<NatsJSPublishFuture>();
            foreach (var document in some)
            {
                sent.Add(await broker.PublishConcurrentAsync(subject, document));
            }

            foreach (var future in sent)
            {
                await future.GetResponseAsync();
            }
        }

        await Task.Delay(TimeSpan.FromSeconds(1));
        var began = Stopwatch.GetTimestamp();
        await closed.CommitAsync();
        await using var look = new NpgsqlCommand("select committed_seq from device where id = $1", gate) { Parameters = { new() { Value = Device } } };
        while ((long)(await look.ExecuteScalarAsync())! < committed + Samples.Documents)
        {
            await Task.Delay(5);
        }

        var took = Stopwatch.GetElapsedTime(began);
        await CheckRows();
        return took;
    }

    /// <summary>psql's own way.</summary>
    public async Task<TimeSpan> Copy(Samples samples)
    {
        var file = Path.Combine(directory, "samples.txt");
        samples.WriteText(file);
        var app = new NpgsqlConnectionStringBuilder(postgres.AppConnectionString);
        var psql = new ProcessStartInfo("psql", ["-X", "-q", "-v", "ON_ERROR_STOP=1", "-c", $"\\copy metric_sample_any (device_id, at, id, name, instance, value) from '{file}'"])
        {
            Environment =
            {
                ["PGHOST"] = app.Host, ["PGPORT"] = $"{app.Port}", ["PGUSER"] = app.Username, ["PGPASSWORD"] = app.Password, ["PGDATABASE"] = app.Database, ["PGOPTIONS"] = Options,
            },
        };
        var began = Stopwatch.GetTimestamp();
        using var process = Process.Start(psql)!;
        await process.WaitForExitAsync();
        var took = Stopwatch.GetElapsedTime(began);
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"psql ended with {process.ExitCode}.");
        }

        await CheckRows();
        return took;
    }

    public async ValueTask DisposeAsync()
    {
        await host.Application.StopAsync();
        await host.DisposeAsync();
        await owner.DisposeAsync();
        await postgres.DisposeAsync();
        Directory.Delete(directory, recursive: true);
    }

    private async Task CheckRows()
    {
        await using var count = owner.CreateCommand("select count(*) from metric_sample");
        if ((long)(await count.ExecuteScalarAsync())! is var rows && rows != Samples.Rows)
        {
            throw new InvalidOperationException($"{rows} rows are stored.");
        }
    }
}
