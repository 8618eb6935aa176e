using Holdfast.Platform.Embedded;

namespace Holdfast.Tests.Platform.Embedded;

public sealed class ConfinementTests
{
    [Fact]
    public async Task A_confined_child_is_ended_when_its_parent_is_killed()
    {
        // Not SIGINT: a shell makes its background children ignore that.
        var confined = (await new Programs("").Confine(PostgresCluster.User, "SIGTERM", Scratch.Ct)).Value;
        var child = new TaskCompletionSource<int>();

        // A shell stands in for us: it starts the child, says its number, and is killed while it waits.
        string[] command = ["/bin/sh", "-c", "\"$@\" & echo $!; wait", "sh", .. confined, "sleep", "300"];
        var parent = await EngineProcess.Start(command, "/", line => child.SetResult(int.Parse(line)), input: null);
        var id = await child.Task.WaitAsync(TimeSpan.FromSeconds(60), Scratch.Ct);
        await Scratch.Until("the child to become what it is to be", () => Name(id) == "sleep");

        parent.Signal(Libc.SigKill);

        await Scratch.Until("the child's end", () => Name(id) is not "sleep");
    }

    [Fact]
    public async Task A_confined_child_has_a_session_of_its_own_so_that_a_terminals_interrupt_does_not_reach_it()
    {
        var confined = (await new Programs("").Confine(user: null, "SIGTERM", Scratch.Ct)).Value;
        var child = await EngineProcess.Start([.. confined, "sleep", "300"], "/", _ => { }, input: null);
        await Scratch.Until("the child to become what it is to be", () => Name(child.Id) == "sleep");

        // Fields after the name: state, parent, process group, session.
        File.ReadAllText($"/proc/{child.Id}/stat").Split(") ")[1].Split(' ')[3].ShouldBe($"{child.Id}");
        child.Signal(Libc.SigTerm);
        (await child.Exited.WaitAsync(TimeSpan.FromSeconds(60), Scratch.Ct)).ShouldBe(128 + Libc.SigTerm);
    }

    [Theory]
    [InlineData("setpriv")]
    [InlineData("runuser")]
    [InlineData("su")]
    public async Task Any_of_the_programs_that_change_the_user_will_do(string only)
    {
        using var scratch = new Scratch();
        File.CreateSymbolicLink(Path.Combine(scratch.Path, only), new Programs("").Find(only)!);

        // As another user than root there is nothing to change.
        var confined = (await new Programs(scratch.Path, []).Confine(PostgresCluster.User, "SIGINT", Scratch.Ct)).Value;

        (await EngineProcess.Run([.. confined, "id", "-un"], "/", input: null, Scratch.Ct)).Output.ShouldBe(PostgresCluster.User ?? Environment.UserName);
    }

    [Fact]
    public async Task Without_any_of_them_root_is_told_what_to_install()
    {
        (await new Programs("", []).Confine("postgres", "SIGINT", Scratch.Ct)).Problem!.Code.ShouldBe("embedded.no_user_switch");
        (await new Programs("", []).Confine(user: null, "SIGINT", Scratch.Ct)).Value.ShouldBeEmpty();
    }

    [Fact]
    public async Task Without_programs_the_problem_names_what_to_install()
    {
        (await PostgresBinaries.Find(new Programs(""), madeBy: 9, Scratch.Ct)).Problem!.Detail.ShouldContain("apt-get install postgresql-9");
        EmbeddedProblems.PostgresMissing(null).Detail.ShouldContain("apt-get install postgresql");
        EmbeddedProblems.NatsMissing.Detail.ShouldContain("apt-get install nats-server");
    }

    [Fact]
    public void A_log_keeps_its_last_lines_and_is_turned_over_when_it_is_full()
    {
        using var scratch = new Scratch();
        var path = Path.Combine(scratch.Path, "engine.log");
        var line = new string('x', 1024);
        using (var log = new EngineLog(path))
        {
            for (var i = 0; i < 8 * 1024 + 100; i++)
            {
                log.Write($"{i} {line}");
            }

            log.LastLines().Split('\n').Length.ShouldBe(20);
        }

        File.Exists(path + ".1").ShouldBeTrue();
        new FileInfo(path).Length.ShouldBeLessThan(1024 * 1024);
    }

    private static string? Name(int id)
    {
        try
        {
            return File.ReadAllText($"/proc/{id}/comm").TrimEnd();
        }
        catch (IOException)
        {
            return null;
        }
    }
}
