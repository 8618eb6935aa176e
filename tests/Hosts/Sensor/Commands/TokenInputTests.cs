using System.Diagnostics;
using Holdfast.Hosts.Sensor.Commands;
using Holdfast.Tests.Hosts.Sensor.Sending;

namespace Holdfast.Tests.Hosts.Sensor.Commands;

public sealed class TokenInputTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("the-token")]
    [InlineData("  the-token \r\nsecond line\n")]
    [InlineData("\n\nthe-token\n")]
    public async Task The_first_line_of_the_input_or_the_file_is_the_token(string text)
    {
        (await Read("-", null, text)).ShouldBe("the-token");
        folder.Write("token", text);
        (await Read(null, folder.At("token"))).ShouldBe("the-token");
    }

    [Fact]
    public async Task It_is_given_in_one_way()
    {
        (await Read("given", null)).ShouldBe("given");
        (await Should.ThrowAsync<InvalidDataException>(() => Read(null, null))).Message.ShouldStartWith("Give the enrolment token in one way");
        await Should.ThrowAsync<InvalidDataException>(() => Read("given", folder.At("token")));
    }

    [Fact]
    public async Task An_empty_or_missing_one_is_said()
    {
        (await Should.ThrowAsync<InvalidDataException>(() => Read("-", null, " \n"))).Message.ShouldBe("There is no enrolment token in standard input.");
        folder.Write("empty", "");
        (await Should.ThrowAsync<InvalidDataException>(() => Read(null, folder.At("empty")))).Message.ShouldBe($"There is no enrolment token in {folder.At("empty")}.");
        await Should.ThrowAsync<FileNotFoundException>(() => Read(null, folder.At("missing")));
    }

    [Theory]
    [InlineData("--token", "-")]
    [InlineData("--token-file", "FILE")]
    public async Task The_program_enrols_without_the_token_on_its_command_line(string option, string value)
    {
        await using var server = await SensorServer.StartAsync();
        folder.Write("token", SensorServer.Token + "\n");
        (await RunAsync(SensorServer.Token + "\n", "--server", server.Address.ToString(), option, value == "FILE" ? folder.At("token") : value)).ShouldBe((ExitCode.Done, ""));
    }

    [Fact]
    public async Task The_program_says_what_is_missing() =>
        (await RunAsync("", "--server", "http://127.0.0.1:9")).ShouldBe((ExitCode.Usage, "Give the enrolment token in one way: --token-file FILE, --token - for standard input, or --token TOKEN."));

    private async Task<(int Code, string Errors)> RunAsync(string input, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(
            "dotnet", ["exec", Path.Join(AppContext.BaseDirectory, "holdfast-sensor.dll"), "enroll", "--data", folder.At("data"), .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        var errors = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, errors.Trim());
    }

    private static Task<string> Read(string? token, string? file, string input = "") =>
        TokenInput.ReadAsync(token, file, new StringReader(input), TestContext.Current.CancellationToken);
}
