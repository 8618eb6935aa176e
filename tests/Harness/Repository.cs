namespace Holdfast.Tests.Harness;

/// <summary>The working copy that the tests were built from, for tests that read sources and generated documents.</summary>
public static class Repository
{
    /// <summary>Its root folder.</summary>
    public static string Root { get; } = Find();

    /// <summary>A file or folder in it, by its path with forward slashes.</summary>
    public static string At(string path) => Path.Combine(Root, path);

    /// <summary>The files below a folder with an extension, as paths from the root with forward slashes, without what builds leave behind.</summary>
    /// <param name="folder">From the root.</param>
    /// <param name="pattern">Such as <c>*.cs</c>.</param>
    public static IReadOnlyList<string> Files(string folder, string pattern) =>
        [.. Directory.EnumerateFiles(At(folder), pattern, SearchOption.AllDirectories)
            .Select(f => Path.GetRelativePath(Root, f).Replace('\\', '/'))
            .Where(f => !f.Split('/').Any(part => part is "bin" or "obj" or "node_modules" or "dist" or "wwwroot"))
            .Order(StringComparer.Ordinal)];

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Directory.Packages.props")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException("The tests run outside their working copy.");
    }
}
