using System.Diagnostics;
using Holdfast.Tests.Harness;

namespace Holdfast.Tests.System.Serving;

/// <summary>What ./run and ./test say on a machine that lacks something and cannot get it: all of it, with the way to get it, before anything is built.</summary>
public sealed class PrerequisitesTests
{
    private const string Bare = "holdfast_have_postgres() { false; }; holdfast_have_nats() { false; }; holdfast_have_node() { false; }; holdfast_have_chromium() { false; }; holdfast_can_install() { false; }";
    private const string Debian = "holdfast_is_ubuntu() { false; }; holdfast_candidate() { echo 99.1; }";
    private const string Jammy = "holdfast_is_ubuntu() { true; }; holdfast_candidate() { case $1 in postgresql) echo 14;; nats-server) echo 2.7.4;; *) echo 12.22;; esac; }";

    [Fact]
    public async Task Everything_that_is_missing_is_named_with_its_command()
    {
        var (code, said) = await Prepare($"{Bare}; {Debian}; holdfast_prerequisites");
        code.ShouldBe(1, said);
        said.ShouldContain("PostgreSQL 15 or later");
        said.ShouldContain("apt-get install -y --no-install-recommends postgresql\n");
        said.ShouldContain("apt-get install -y --no-install-recommends nats-server\n");
        said.ShouldContain("apt-get install -y --no-install-recommends nodejs npm\n");
        said.ShouldContain("DATABASE_URL");
        said.ShouldContain("NATS_URL");
        said.ShouldNotContain("Chromium");
        said.ShouldContain("Nothing was built.");
    }

    [Fact]
    public async Task What_runs_elsewhere_is_not_asked_for()
    {
        var (code, said) = await Prepare($"{Bare}; {Debian}; DATABASE_URL=x NATS_URL=y; holdfast_prerequisites");
        code.ShouldBe(1, said);
        said.ShouldContain("Node.js");
        said.ShouldNotContain("PostgreSQL");
        said.ShouldNotContain("nats-server");
    }

    [Fact]
    public async Task Where_the_systems_own_packages_are_too_old_others_are_named()
    {
        var (code, said) = await Prepare($"{Bare}; {Jammy}; holdfast_prerequisites chromium");
        code.ShouldBe(1, said);
        said.ShouldContain("apt.postgresql.org.sh");
        said.ShouldContain("own package is 14,");
        said.ShouldContain("https://github.com/nats-io/nats-server/releases");
        said.ShouldContain("universe");
        said.ShouldContain("google-chrome-stable_current_amd64.deb");
        said.ShouldContain("is a snap");
    }

    [Fact]
    public async Task What_can_be_installed_is_installed_and_what_is_then_still_missing_is_named()
    {
        var (code, said) = await Prepare(
            $$"""
            {{Bare}}; {{Jammy}}
            holdfast_can_install() { true; }; holdfast_as_root() { echo "as root: $*"; }
            holdfast_apt_install() { echo "installing: $*"; holdfast_have_node() { true; }; }
            holdfast_prerequisites
            """);
        code.ShouldBe(1, said);
        said.ShouldContain("installing: nodejs npm\n");
        said.ShouldContain("PostgreSQL 15 or later");
        said.ShouldNotContain("- Node.js");
    }

    [Fact]
    public async Task With_everything_there_it_says_nothing()
    {
        var (code, said) = await Prepare("holdfast_prerequisites chromium");
        code.ShouldBe(0, said);
        said.ShouldBeEmpty();
    }

    private static async Task<(int Code, string Said)> Prepare(string script)
    {
        var info = new ProcessStartInfo("bash", ["-c", $"set -euo pipefail; exec 2>&1; source eng/prerequisites.sh; {script}"]) { WorkingDirectory = RunningProgram.Root, RedirectStandardOutput = true };
        info.Environment.Remove("DATABASE_URL");
        info.Environment.Remove("NATS_URL");
        using var bash = Process.Start(info)!;
        var said = await bash.StandardOutput.ReadToEndAsync();
        await bash.WaitForExitAsync();
        return (bash.ExitCode, said);
    }
}
