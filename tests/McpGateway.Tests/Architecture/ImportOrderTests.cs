namespace McpGateway.Tests.Architecture;

/// <summary>
/// Imports stand in the order that editors give them: those of the framework first, then by name. The build does not check it.
/// </summary>
public sealed class ImportOrderTests
{
    [Theory]
    [InlineData("src")]
    [InlineData("tests")]
    [InlineData("bench")]
    [InlineData("samples")]
    public void Imports_OfEveryFile_AreInOrder(string folder) => Assert.DoesNotContain(
        RepositoryFiles.Under(folder, ".cs"), static file => !AreInOrder(File.ReadLines(RepositoryFiles.Absolute(file))));

    [Theory]
    [InlineData("using System;", "using System.Net;", "using A.B;", "using A.C;", true)]
    [InlineData("using A.B;", "using A.B.C;", "using A.Bc;", "using static A.B.X;", true)]
    [InlineData("using A.B;", "using static A.B.X;", "using R = A.B.Route;", "", true)]
    [InlineData("using A.B;", "using System;", "", "", false)]
    [InlineData("using A.C;", "using A.B;", "", "", false)]
    [InlineData("using A.Bc;", "using A.B.C;", "", "", false)]
    public void AreInOrder_Imports_AsListed(string first, string second, string third, string fourth, bool expected) =>
        Assert.Equal(expected, AreInOrder([first, second, third, fourth, "namespace N;", "using (x)"]));

    private static bool AreInOrder(IEnumerable<string> lines)
    {
        var imports = lines
            .TakeWhile(static line => !line.StartsWith("namespace ", StringComparison.Ordinal))
            .Where(static line => line.StartsWith("using ", StringComparison.Ordinal) && line.EndsWith(';'))
            .Select(static line => line[6..^1])
            .ToArray();
        return imports.SequenceEqual(imports.OrderBy(Kind).ThenBy(Name, StringComparer.OrdinalIgnoreCase));
    }

    private static int Kind(string import) =>
        import.Contains('=', StringComparison.Ordinal) ? 3
        : import.StartsWith("static ", StringComparison.Ordinal) ? 2
        : import == "System" || import.StartsWith("System.", StringComparison.Ordinal) ? 0
        : 1;

    /// <summary>Names are compared part by part: a dot comes before every letter.</summary>
    private static string Name(string import) => import.Replace('.', '\u0001');
}
