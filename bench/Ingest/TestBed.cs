using System.Diagnostics;
using System.Security.Cryptography;
using System.Text.Json;
using Holdfast.Modules.Fleet.Protocol;
using Holdfast.Platform.Messaging;
using Holdfast.Platform.Messaging.JetStream;
using Holdfast.Tests.Harness;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Holdfast.Bench.Ingest;

/// <summary>The real server with its own engines, one tenant and one device.</summary>
internal sealed class TestBed : IAsyncDisposable
{
    private readonly MeasuredServer server;
    private readonly NpgsqlDataSource owner;
    private readonly EnrollResponse enrolled;

    private TestBed(MeasuredServer server, EnrollResponse enrolled)
    {
        (this.server, this.enrolled) = (server, enrolled);
        owner = server.Owner(Options);
    }

    public Guid Device => enrolled.DeviceId;

    private string Options => $"-c holdfast.tenant={enrolled.TenantId} -c search_path=shared";

    public static async Task<TestBed> Start()
    {
        var server = await MeasuredServer.Start("p07", "Api, Ingest", new Dictionary<string, string?>
        {
            ["Holdfast:Fleet:StreamBytes"] = $"{256L * 1024 * 1024}",
            ["Holdfast:Fleet:BatchMessages"] = $"{Samples.InHand}",
        });
        var tenant = await TestTenant.Register(server.Address);
        var token = (await tenant.Admin.Post("/api/enrollment-tokens", new { groupId = await tenant.NewGroup(), expiresInMinutes = 10, maxUses = 1 })).Expect(201).Text("token");
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new EnrollRequest(token, SensorPublicKey.Write(key), "bench", "bench", "Linux", "1", "x64", "1", EnrollmentProof.Write(key, token));
        var answer = (await new ApiClient(server.Address, null).Post(SensorRoutes.Enroll, request)).Expect(201);
        return new(server, JsonSerializer.Deserialize(answer.Body, SensorJson.Default.EnrollResponse)!);
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
        var broker = new NatsJSContext(server.Services.GetRequiredService<NatsConnection>());
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
        var file = Path.Combine(server.Directory, "samples.txt");
        samples.WriteText(file);
        var took = await server.Psql($"\\copy metric_sample_any (device_id, at, id, name, instance, value) from '{file}'", Options, asApplication: true);
        await CheckRows();
        return took;
    }

    public async ValueTask DisposeAsync()
    {
        await owner.DisposeAsync();
        await server.DisposeAsync();
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
