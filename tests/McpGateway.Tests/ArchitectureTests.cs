using System.Reflection;
using System.Text.RegularExpressions;

namespace McpGateway.Tests;

/// <summary>Folder rules the compiler cannot hold. IDE0130 and IDE0005 make every crossing visible as a using line.</summary>
public sealed partial class ArchitectureTests
{
    /// <summary>Folder of Core → folders of Core it may import.</summary>
    private static readonly Dictionary<string, string[]> Allowed = new(StringComparer.Ordinal)
    {
        ["Foundation"] = [],
        ["Access"] = ["Foundation"],
        ["Auth"] = ["Foundation", "Access"],
        ["Registry"] = ["Foundation", "Access"],
        ["Health"] = ["Foundation", "Access", "Registry"],
        ["Discovery"] = ["Foundation", "Access", "Registry"],
        ["Invocation"] = ["Foundation", "Registry"],
        ["BuiltIn"] = ["Foundation", "Access", "Registry", "Discovery", "Invocation"],
        ["Audit"] = ["Foundation"],
        ["Egress"] = ["Foundation", "Access", "Registry"],
        ["Routing"] = ["Foundation", "Access", "Registry", "Health", "Egress"],
    };

    /// <summary>
    /// Folders of Core that may see the data plane. Registry for the rule of server paths alone: what is registered must be what is routed,
    /// so that there is one rule, and it is where requests are routed.
    /// </summary>
    private static readonly string[] ProxyUsers = [
        "Access", "Auth", "Audit", "BuiltIn", "Egress", "Health", "Invocation", "Registry", "Routing"];

    private static readonly string Core = Path.Combine(
        typeof(ArchitectureTests).Assembly
            .GetCustomAttributes<AssemblyMetadataAttribute>()
            .Single(data => data.Key == "RepositoryRoot").Value!,
        "src",
        "McpGateway.Core");

    [Fact]
    public void CoreFolders_Imports_AreAllowed()
    {
        var crossings =
            from source in Sources()
            from Match import in CoreImport().Matches(source.Text)
            let target = import.Groups["folder"].Value
            where target != source.Folder && !Allowed[source.Folder].Contains(target)
            select $"{source.Folder} must not import {target}: {source.File}";

        Assert.Empty(crossings);
    }

    [Fact]
    public void CoreFolders_ProxyImports_AreAllowed()
    {
        var crossings =
            from source in Sources()
            where source.Text.Contains("using McpGateway.Proxy", StringComparison.Ordinal) && !ProxyUsers.Contains(source.Folder)
            select $"{source.Folder} must not see the data plane: {source.File}";

        Assert.Empty(crossings);
    }

    private static IEnumerable<(string File, string Folder, string Text)> Sources() =>
        from file in Directory.EnumerateFiles(Core, "*.cs", SearchOption.AllDirectories)
        select (file, Path.GetRelativePath(Core, file).Split(Path.DirectorySeparatorChar)[0], File.ReadAllText(file));

    [GeneratedRegex(@"^using (static )?McpGateway\.Core\.(?<folder>\w+)", RegexOptions.Multiline)]
    private static partial Regex CoreImport();
}
