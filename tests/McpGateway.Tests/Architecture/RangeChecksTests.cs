namespace McpGateway.Tests.Architecture;

/// <summary>Limits of options are checked, and told, in one way.</summary>
public sealed class RangeChecksTests
{
    /// <summary>The data plane does not see the foundation, so it has a check of its own.</summary>
    private static readonly string[] Homes =
        ["src/McpGateway.Foundation/Settings/OptionsChecks.cs", "src/McpGateway.Proxy/ProxyOptionsValidator.cs"];

    [Fact]
    public void RangeChecks_OfOptions_AreInTheirHomes()
    {
        var own =
            from file in RepositoryFiles.Under("src", ".cs")
            let text = File.ReadAllText(RepositoryFiles.Absolute(file))
            where text.Contains("must be between", StringComparison.Ordinal)
                && text.Contains("ValidateOptionsResult", StringComparison.Ordinal)
            select file;

        Assert.Equal(Homes, own);
    }
}
