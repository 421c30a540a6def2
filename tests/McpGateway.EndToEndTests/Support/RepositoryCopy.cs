namespace McpGateway.EndToEndTests.Support;

/// <summary>What a new user has after cloning, as far as the product's build needs it: nothing built, no data.</summary>
internal sealed class RepositoryCopy : IDisposable
{
    private static readonly string[] Folders = ["src", "eng"];

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("mcp-readme-");

    public RepositoryCopy()
    {
        // In a worktree of git ".git" is a file: the copy would claim to be that worktree.
        foreach (var file in Directory.EnumerateFiles(Repository.Root).Where(static file => System.IO.Path.GetFileName(file) != ".git"))
        {
            File.Copy(file, System.IO.Path.Combine(Path, System.IO.Path.GetFileName(file)));
        }

        foreach (var file in Folders.SelectMany(static folder =>
            Directory.EnumerateFiles(System.IO.Path.Combine(Repository.Root, folder), "*", SearchOption.AllDirectories)))
        {
            var copy = System.IO.Path.Combine(Path, System.IO.Path.GetRelativePath(Repository.Root, file));
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
    }

    public string Path => _directory.FullName;

    /// <summary>
    /// A folder with a <c>dotnet</c> and an <c>npm</c> that do nothing but note how they were called, to stand first in <c>PATH</c>.
    /// </summary>
    /// <param name="calls">The file that they write to, a line a call.</param>
    public string WithRecordedTools(out string calls)
    {
        calls = System.IO.Path.Combine(Path, "calls.txt");
        var folder = Directory.CreateDirectory(System.IO.Path.Combine(Path, "recorded-tools")).FullName;
        foreach (var tool in new[] { "dotnet", "npm" })
        {
            var script = System.IO.Path.Combine(folder, tool);
            File.WriteAllText(script, $"#!/usr/bin/env bash\necho \"{tool} $*\" >> '{calls}'\n");
            if (!OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(script, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            }
        }

        return folder;
    }

    public void Dispose() => _directory.Delete(recursive: true);
}
