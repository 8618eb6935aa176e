namespace Holdfast.Modules.Fleet.Protocol;

/// <summary>What a document of the right shape must also keep to. Each rule answers one sentence, or null.</summary>
internal static class DocumentRules
{
    public static string? Check(SensorDocument document, ReadOnlySpan<byte> utf8) =>
        document.Id == Guid.Empty ? "id is missing."
        : document.At == default ? "at is missing."
        : document.Seq < 1 ? "seq counts from 1."
        : document.Prev is not { } prev || prev < 0 || prev >= document.Seq ? "prev is a sequence number before seq."
        : HoldsNul(utf8) ? "A text holds U+0000."
        : document switch
        {
            HeartbeatDocument d => Check(d),
            MetricsDocument d => Check(d),
            EventsDocument d => Check(d),
            InventoryDocument d => Check(d),
            ResultDocument d => d.CommandId == Guid.Empty || d.Detail is null ? "commandId and detail are needed." : null,
            _ => "The document is of no known kind.",
        };

    private static string? Check(HeartbeatDocument d) =>
        !IsName(d.SensorVersion) ? "sensorVersion is a short text."
        : d.UptimeSeconds < 0 || d.DroppedDocuments < 0 ? "uptimeSeconds and droppedDocuments are not negative."
        : null;

    private static string? Check(MetricsDocument d)
    {
        if (d.Samples is not { Count: >= 1 and <= SensorLimits.MaxSamples })
        {
            return $"samples holds 1 to {SensorLimits.MaxSamples}.";
        }

        foreach (var s in d.Samples)
        {
            if (s is null || s.At == default || !IsName(s.Name) || !IsNameOrNull(s.Instance) || !double.IsFinite(s.Value))
            {
                return "A sample has at, a short name, perhaps a short instance, and a finite value.";
            }
        }

        return null;
    }

    private static string? Check(EventsDocument d)
    {
        if (d.Events is not { Count: >= 1 and <= SensorLimits.MaxEvents })
        {
            return $"events holds 1 to {SensorLimits.MaxEvents}.";
        }

        foreach (var e in d.Events)
        {
            if (e is null || e.At == default || !IsName(e.Source) || e.Raw is not { Length: <= SensorLimits.MaxRawCharacters } ||
                !IsNameOrNull(e.Program) || !IsNameOrNull(e.User) || !IsNameOrNull(e.Address))
            {
                return "An event has at, kind, a short source, raw, and short texts otherwise.";
            }
        }

        return null;
    }

    private static string? Check(InventoryDocument d)
    {
        const int many = SensorLimits.MaxInventoryEntries;
        if (d.System is null || d.Hardware?.Disks is null || d.Software is null || d.Updates is null || d.Users is null || d.Listeners is null ||
            d.Truncated is null || d.Notes is null)
        {
            return "An inventory has all of its parts.";
        }

        return d.Software.Count > SensorLimits.MaxSoftware || d.Updates.Count > many || d.Users.Count > many || d.Listeners.Count > many ||
            d.Hardware.Disks.Count > many || d.Truncated.Count > many || d.Notes.Count > many ? "A list of the inventory is too long."
            : !Holds(d.System) || !IsName(d.Hardware.CpuModel) ? "A text of system or hardware is missing or too long."
            : !d.Software.All(s => s is not null && IsName(s.Name) && IsName(s.Version) && IsName(s.Source)) ? "A software entry has name, version and source."
            : !d.Updates.All(u => u is not null && IsName(u.Name) && IsNameOrNull(u.CurrentVersion) && IsName(u.NewVersion)) ? "An update has name and newVersion."
            : !d.Users.All(u => u is not null && IsName(u.Name) && u.Shell is { Length: <= SensorLimits.MaxNameCharacters }) ? "A user has name and shell."
            : !d.Listeners.All(l => l is { Port: >= 0 and <= 65535 } && IsName(l.Protocol) && IsName(l.Address) && IsNameOrNull(l.Process)) ? "A listener has protocol, address and port."
            : !d.Hardware.Disks.All(k => k is not null && IsName(k.Name) && IsNameOrNull(k.Model)) ? "A disk has a name."
            : !d.Truncated.Concat(d.Notes).All(t => t is { Length: <= SensorLimits.MaxRawCharacters }) ? "truncated and notes hold texts."
            : null;

        static bool Holds(SystemFacts s) =>
            IsName(s.Hostname) && IsNameOrNull(s.MachineId) && IsName(s.OsName) && IsNameOrNull(s.OsVersion) && IsNameOrNull(s.OsId) &&
            IsNameOrNull(s.Kernel) && IsName(s.Architecture) && IsNameOrNull(s.Virtualization);
    }

    private static bool IsName(string? text) => text is { Length: >= 1 and <= SensorLimits.MaxNameCharacters };

    private static bool IsNameOrNull(string? text) => text is null or { Length: <= SensorLimits.MaxNameCharacters };

    /// <summary>PostgreSQL stores no U+0000, so none may get as far as a batch. In JSON it can only stand escaped.</summary>
    private static bool HoldsNul(ReadOnlySpan<byte> utf8)
    {
        for (var rest = utf8; rest.IndexOf("\\u0000"u8) is var at && at >= 0; rest = rest[(at + 6)..])
        {
            var slashes = 0;
            while (at - 1 - slashes >= 0 && rest[at - 1 - slashes] == (byte)'\\')
            {
                slashes++;
            }

            if (slashes % 2 == 0)
            {
                return true;
            }
        }

        return false;
    }
}
