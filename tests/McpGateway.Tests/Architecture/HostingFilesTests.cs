using System.Text.RegularExpressions;

namespace McpGateway.Tests.Architecture;

/// <summary>What the site that hosts the repository reads: owners, the workflow, the licence.</summary>
public sealed partial class HostingFilesTests
{
    [Fact]
    public void Owners_EveryFolder_Exists()
    {
        var patterns = Read(".github/CODEOWNERS").Split('\n')
            .Where(static line => line.Length > 0 && !line.StartsWith('#'))
            .Select(static line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[0])
            .ToArray();

        Assert.Contains("*", patterns);
        Assert.All(
            patterns.Where(static pattern => pattern != "*").Select(static pattern => RepositoryFiles.Absolute(pattern.Trim('/'))),
            static path => Assert.True(File.Exists(path) || Directory.Exists(path), path));
    }

    [Fact]
    public void Workflow_Actions_AreNamedByCommit()
    {
        var workflow = Read(".github/workflows/ci.yml");

        Assert.NotEmpty(Action().Matches(workflow));
        Assert.All(Action().Matches(workflow), static match => Assert.Matches("@[0-9a-f]{40} # v", match.Value));
    }

    [Fact]
    public void Workflow_Runs_WhatEverybodyRuns()
    {
        var workflow = Read(".github/workflows/ci.yml");

        Assert.Contains("bash .ci/run", workflow, StringComparison.Ordinal);
        Assert.Contains("permissions:\n  contents: read\n", workflow, StringComparison.Ordinal);
        Assert.DoesNotContain("secrets.", workflow, StringComparison.Ordinal);
    }

    [Fact]
    public void Licence_OfTheProject_IsApaches()
    {
        var text = Read("LICENSE");

        Assert.Contains("Version 2.0, January 2004", text, StringComparison.Ordinal);
        Assert.Contains("END OF TERMS AND CONDITIONS", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Deployments_EachSaysWhatWasCheckedOfItAndWhatWasNot()
    {
        var readmes = RepositoryFiles.Under("deploy", ".md").ToArray();
        var folders = Directory.EnumerateDirectories(RepositoryFiles.Absolute("deploy")).Select(Path.GetFileName);

        Assert.All(folders, folder => Assert.Contains(readmes, file => file.StartsWith($"deploy/{folder}/", StringComparison.Ordinal)));
        Assert.All(readmes.Select(Read), static text => Assert.Matches(@"\*\*Checked here:\*\*(.|\n)*Not checked here:", text));
    }

    private static string Read(string path) => File.ReadAllText(RepositoryFiles.Absolute(path));

    [GeneratedRegex("uses: .*")]
    private static partial Regex Action();
}
