namespace Holdfast.Modules.Playbooks.Definitions;

/// <summary>The playbooks that come with the product.</summary>
internal static class PlaybookLibrary
{
    private const string Folder = "library/";

    /// <summary>Each with its key, in order of the keys.</summary>
    public static IReadOnlyList<(string Key, string Text)> All { get; } =
    [
        .. typeof(PlaybookLibrary).Assembly.GetManifestResourceNames().Where(n => n.StartsWith(Folder, StringComparison.Ordinal)).Order(StringComparer.Ordinal)
            .Select(n => (n[Folder.Length..], Read(n))),
    ];

    private static string Read(string name)
    {
        using var reader = new StreamReader(typeof(PlaybookLibrary).Assembly.GetManifestResourceStream(name)!);
        return reader.ReadToEnd();
    }
}
