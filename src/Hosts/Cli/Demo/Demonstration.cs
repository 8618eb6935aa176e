using Holdfast.Hosts.Cli.Api;

namespace Holdfast.Hosts.Cli.Demo;

/// <summary>
/// A tenant with a small simulated fleet, for looking around. It is a client like any other: it registers, enrols and reports through the
/// public API, and says wherever it can that nothing of it is real.
/// </summary>
internal sealed class Demonstration(Shell shell, Uri server, DemoFile file)
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan RequestLimit = TimeSpan.FromSeconds(60);

    /// <summary>Sets the demo up where it is missing and reports for its machines until it is stopped.</summary>
    /// <exception cref="FailureException">It can't be set up, or the server knows none of its machines any more.</exception>
    public async Task Run(CancellationToken ct)
    {
        using var sensor = new SimulatedSensor(server, shell.Time);
        var account = await Prepare(sensor, ct);
        var machines = new List<SimulatedMachine>();
        try
        {
            foreach (var (machine, seed) in DemoFleet.Machines.Select((m, i) => (m, i)))
            {
                machines.Add(new SimulatedMachine(machine, seed, account.Devices.Single(d => d.Hostname == machine.Hostname), shell.Time));
            }

            await Say($"Demo: {machines.Count} simulated devices report every {Period.TotalSeconds:0} s. No machine behind them is real.");
            await Report(sensor, account, machines, ct);
        }
        finally
        {
            machines.ForEach(m => m.Dispose());
        }
    }

    private async Task<DemoAccount> Prepare(SimulatedSensor sensor, CancellationToken ct)
    {
        using var transport = new Transport(server, RequestLimit, shell.Time);
        var account = file.Read();
        if (account is null)
        {
            account = await DemoTenant.Register(transport, ct);
            file.Write(account);
            await Say($"""

                Demo: company "{DemoFleet.Company}" was added, with a fleet that is SIMULATED.
                  Sign in at {server} as {account.Email}
                  Password: {account.Password}
                  This is shown once; it is kept in {file.Path}.

                """);
        }
        else
        {
            await Say($"Demo: going on with the simulated fleet of {account.Email} (password in {file.Path}).");
        }

        var missing = DemoFleet.Machines.Where(m => account.Devices.All(d => d.Hostname != m.Hostname)).ToList();
        if (missing.Count == 0)
        {
            return account;
        }

        var tenant = await DemoTenant.SignIn(transport, account, ct);
        foreach (var group in missing.GroupBy(m => (m.Organization, m.Group)))
        {
            var token = await tenant.EnrollmentToken(group.Key.Organization, group.Key.Group, group.Count(), ct);
            foreach (var machine in group)
            {
                account = account with { Devices = [.. account.Devices, await sensor.Enroll(machine, token, ct)] };
                file.Write(account);
            }
        }

        return account;
    }

    // One machine at a time, evenly over the period: the demo is to be looked at, not felt.
    private async Task Report(SimulatedSensor sensor, DemoAccount account, List<SimulatedMachine> machines, CancellationToken ct)
    {
        for (var round = 0; machines.Count > 0; round++)
        {
            var pause = round == 0 ? TimeSpan.Zero : Period / machines.Count;
            foreach (var machine in machines.ToArray())
            {
                await Task.Delay(pause, shell.Time, ct);
                var documents = machine.Report();
                account = account with { Devices = [.. account.Devices.Select(d => d.DeviceId == machine.Device.DeviceId ? machine.Device : d)] };
                file.Write(account);
                try
                {
                    machine.Committed((await sensor.Send(machine.Device, machine.Key, documents, ct)).CommittedSeq);
                }
                catch (FailureException e)
                {
                    machine.Dropped(documents.Count);
                    if (e.Failure.ExitCode != ExitCodes.Unavailable)
                    {
                        await Say($"Demo: {machine.Device.Hostname} stops: {e.Failure.Detail}");
                        machines.Remove(machine);
                        machine.Dispose();
                    }
                }
            }
        }

        throw DemoProblems.NobodyLeft(file.Path);
    }

    private Task Say(string text) => shell.Error.WriteLineAsync(text);
}
