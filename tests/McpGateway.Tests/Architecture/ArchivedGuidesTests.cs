using System.Diagnostics;
using System.Text.RegularExpressions;
using McpGateway.Tests.Storage;

namespace McpGateway.Tests.Architecture;

/// <summary>The guides as an archive of a release has them.</summary>
public sealed partial class ArchivedGuidesTests
{
    [Fact]
    public async Task Links_OfTheGuides_LeadToFilesOfTheArchive()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Archives are made on Linux.");
            return;
        }

        using var archive = new TemporaryDirectory();
        using var script = Process.Start("bash", [RepositoryFiles.Absolute("eng/publish/guides.sh"), archive.Path]);
        await script.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, script.ExitCode);

        var broken =
            from page in Directory.GetFiles(archive.File("docs/guides"), "*.md").Append(archive.File("docs/settings.md"))
            from Match match in Links().Matches(File.ReadAllText(page))
            let target = Path.GetFullPath(match.Groups["path"].Value, Path.GetDirectoryName(page)!)
            where !Path.Exists(target)
            select $"{Path.GetFileName(page)}: {match.Groups["path"].Value}";
        Assert.Empty(broken);
        Assert.True(File.Exists(archive.File("deploy/compose/replicas.yaml")));
        Assert.True(File.Exists(archive.File("deploy/helm/mcp-gateway/Chart.yaml")));
    }

    /// <summary>To files: an address of another host has a scheme.</summary>
    [GeneratedRegex(@"\]\((?!#|[a-z]+:)(?<path>[^)#\s]+)")]
    private static partial Regex Links();
}
