using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Holdfast.Bench.Requests;

/// <summary>What both are measured against: Kestrel with a minimal endpoint and nothing else, no logging, no middleware.</summary>
internal static class BareServer
{
    public static async Task Run(int port, byte[] body, string connection, Guid tenant)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(k =>
        {
            k.AddServerHeader = false;
            k.ListenLocalhost(port);
        });
        builder.Services.AddRouting();
        builder.Services.ConfigureHttpJsonOptions(json => json.SerializerOptions.TypeInfoResolverChain.Insert(0, BareJson.Default));
        await using var database = NpgsqlDataSource.Create(connection);
        await using var application = builder.Build();
        application.UseRouting();
        var connectors = BareConnectors.Read(body);
        application.MapGet("/api/connectors", () => Results.Json(connectors, BareConnectors.Type));
        application.MapGet("/api/tickets/{id}", async (Guid id, CancellationToken ct) =>
        {
            await using var command = database.CreateCommand(BareTicket.Query);
            command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = tenant });
            command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = id });
            await using var row = await command.ExecuteReaderAsync(ct);
            return await row.ReadAsync(ct) ? Results.Json(BareTicket.Read(row), BareJson.Default.BareTicket) : Results.NotFound();
        });
        await application.StartAsync();
        Console.WriteLine("ready");
        await Console.In.ReadLineAsync();
        await application.StopAsync();
    }
}

/// <summary>The columns that the product reads of a ticket, read and written with nothing between.</summary>
internal sealed record BareTicket(
    Guid Id, long Number, string Subject, string Description, string Severity, string Source, string CreatedBy, DateTime CreatedAt, string Execution, string Stage,
    Guid? FindingId, Guid? DeviceId, string? DeviceName, string? Rule, Guid? AssigneeId, string? Action, int Intent, int Attempts, Guid? RunId, string? RunState,
    DateTime? ExecutedAt, string? Result, string? Failure, string? DerivedTo, string? DerivedNote, long Version, Guid? OrganizationId, Guid? GroupId)
{
    /// <summary>Word for word the product's (src/Modules/Tickets/TicketsDb.cs).</summary>
    public const string Query = """
        select id, number, subject, description, severity, source, created_by, created_at, execution, stage, finding_id, device_id, device_name, rule, assignee_id,
               action, intent, attempts, run_id, run_state, executed_at, result, failure, derived_to, derived_note, version, organization_id, group_id
          from ticket where tenant_id = $1 and id = $2
        """;

    public static BareTicket Read(NpgsqlDataReader r) => new(
        r.GetGuid(0), r.GetInt64(1), r.GetString(2), r.GetString(3), r.GetString(4), r.GetString(5), r.GetString(6), r.GetDateTime(7), r.GetString(8), r.GetString(9),
        OrNull<Guid>(r, 10), OrNull<Guid>(r, 11), Text(r, 12), Text(r, 13), OrNull<Guid>(r, 14), Text(r, 15), r.GetInt32(16), r.GetInt32(17), OrNull<Guid>(r, 18), Text(r, 19),
        OrNull<DateTime>(r, 20), Text(r, 21), Text(r, 22), Text(r, 23), Text(r, 24), r.GetInt64(25), OrNull<Guid>(r, 26), OrNull<Guid>(r, 27));

    private static string? Text(NpgsqlDataReader r, int i) => r.IsDBNull(i) ? null : r.GetString(i);

    private static T? OrNull<T>(NpgsqlDataReader r, int i) where T : struct => r.IsDBNull(i) ? null : r.GetFieldValue<T>(i);
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(BareTicket))]
internal sealed partial class BareJson : JsonSerializerContext;
