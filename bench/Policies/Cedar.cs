using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using Holdfast.Modules.Access.Policies.Values;

namespace Holdfast.Bench.Policies;

/// <summary>Cedar's own engine, compiled to WebAssembly, in a process of Node's.</summary>
internal sealed class Cedar : IDisposable
{
    private readonly Process process;

    private Cedar(Process process) => this.process = process;

    public static async Task<Cedar> Start(string directory, Work work)
    {
        var process = Process.Start(new ProcessStartInfo("node", ["decide.mjs"]) { WorkingDirectory = directory, RedirectStandardInput = true, RedirectStandardOutput = true })!;
        var requests = new JsonArray([.. work.Requests.Select(r => (JsonNode)new JsonObject
        {
            ["principal"] = Uid(r.Principal),
            ["action"] = Uid(r.Action),
            ["resource"] = Uid(r.Resource),
            ["context"] = new JsonObject(r.Context.Fields.Select(f => KeyValuePair.Create(f.Key, (JsonNode?)Value(f.Value)))),
            ["entities"] = new JsonArray([.. Work.EntitiesOf(r).Select(e => (JsonNode)new JsonObject
            {
                ["uid"] = Uid(e.Uid), ["attrs"] = new JsonObject(), ["parents"] = new JsonArray([.. e.Parents.Select(p => (JsonNode)Uid(p))]),
            })]),
        })]);
        await process.StandardInput.WriteLineAsync(new JsonObject { ["policies"] = work.Text, ["requests"] = requests }.ToJsonString());
        await process.StandardInput.FlushAsync();
        return await process.StandardOutput.ReadLineAsync() == "ready" ? new Cedar(process) : throw new InvalidOperationException("Cedar did not take the policies.");
    }

    /// <summary>Nanoseconds of one decision, and how many of all were allowed.</summary>
    public async Task<(double Nanoseconds, int Allowed)> Decide(int count)
    {
        await process.StandardInput.WriteLineAsync(count.ToString(CultureInfo.InvariantCulture));
        await process.StandardInput.FlushAsync();
        var answer = (await process.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("Cedar has ended.")).Split(' ');
        return (double.Parse(answer[0], CultureInfo.InvariantCulture), int.Parse(answer[1], CultureInfo.InvariantCulture));
    }

    public void Dispose()
    {
        process.StandardInput.Close();
        process.WaitForExit(TimeSpan.FromSeconds(10));
        process.Dispose();
    }

    private static JsonObject Uid(EntityUid uid) => new() { ["type"] = uid.Type, ["id"] = uid.Id };

    private static JsonNode Value(CedarValue value) => value switch
    {
        BoolValue flag => flag.Value,
        LongValue number => number.Value,
        _ => throw new InvalidOperationException(value.TypeName),
    };
}
