namespace Holdfast.Hosts.Sensor.Logs;

/// <summary>
/// sshd tells of a proof that PAM refused with <c>error: PAM: …</c>, and of many a second time with <c>Failed keyboard-interactive/pam …</c>. One of them counts.
/// </summary>
internal sealed class PamRepeats
{
    private const int MostProcesses = 64;

    private readonly Queue<int> told = new();

    /// <summary>True when the line is the second report of an attempt.</summary>
    public bool IsOne(in LogLine line)
    {
        if (line.Pid is not { } pid || line.Program is not { } program || !LogClassifier.AreOne(program, "sshd"))
        {
            return false;
        }

        if (SshdMessage.IsPam(line.Message))
        {
            told.Enqueue(pid);
            if (told.Count > MostProcesses)
            {
                told.Dequeue();
            }

            return false;
        }

        if (!SshdMessage.RepeatsPam(line.Message) || !told.Contains(pid))
        {
            return false;
        }

        for (var left = told.Count; left > 0; left--)
        {
            var next = told.Dequeue();
            if (next != pid)
            {
                told.Enqueue(next);
            }
        }

        return true;
    }
}
